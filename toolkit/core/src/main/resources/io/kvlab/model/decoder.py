# One forward pass of a decoder over a KV cache, in TorchScript. Joined to linear.py or
# linear_packed.py (products with weights), cache_plain.py (how entries are stored), layer.py (the
# parts of a layer), rope.py and the scripts of probes.
#
# Words in capitals are constants of the model, written in when the program is loaded: see
# Specialization.java.
#
# Letters: B sequences, T new tokens each (right-padded), N = B*T, D hidden size, H query heads,
# G KV heads, g = H/G query heads per KV head, d width of a key, dv of a value, S cached entries,
# E sums of attention.
#
# A layer's cache is one tensor [A, C, room, d] per bucket: A*C rows, one for each sequence and KV
# head, of which the first `length` entries count. A = B, C = G where all heads of a sequence have
# the same length; A = rows, C = 1 otherwise. A layout says which rows each bucket holds; layers
# whose heads have the same lengths share one.


# Says in which layer a pass is, and ends the pass where that is wished.
#   pulse int32 [2], on the host: the layer; not 0 to end
def beat(pulse: Tensor, layer: int) -> int:
  pulse[0] = layer
  assert int(pulse[1]) == 0, "kvlab: the pass was abandoned"
  return layer


# Per forward pass:
#   ids [B, T]; numbers [2B + sum of A]: each sequence's next position, its count of new tokens, then
#   the length of every row of every bucket
#   weights: embedding, final norm, output matrix, rope frequencies, then SLOTS per layer
#   keys, values, places: the cache, one tensor per layer and bucket; places holds true positions
#   [A, C, room] and is empty unless the model has a sliding window
#   orders, backs: per bucket the rows it holds, per layout the way back; empty for identity order
#   structure: per layer its layout; per layer its first tensor in keys; per layout its first bucket
#   and the number of buckets; per bucket one of its tensors
#   extents: per bucket the longest length, and 1 where all lengths are equal
#   windowed: 1 if some position is beyond a sliding window
#   coefficients [B, E, T], first_query: what sums of attention to gather, from which query on
#   looks: what probes see; empty without probes. Prompt length or 0 for all that was read, first and
#   last position of a replay, 1 to finish, 1 to keep states, then each sequence's new tokens, then
#   per sequence and probe its first query
#   before, sizes: states of probes to go on from, per layer and probe; their numbers of tensors
#   given: tensors that probes bring along
#   watch: 1 gathers the newest token's weights on the cache, 2 + l all weights [B, G, T*g, T] of layer
#   l for prompts read from their first token, 0 nothing
#   outputs: 0 no logits, 1 of each sequence's last token, 2 of all tokens
# Result: logits [B or N, V] in float32; sums of attention [L, B, G, E, g, S]; watched weights, one
# tensor [A, C, g, extent] per layer and bucket; per sequence and probe what it found [L, rows, ...];
# the states of probes and their sizes.
def forward(ids: Tensor, numbers: Tensor, weights: List[Tensor],
            keys: List[Tensor], values: List[Tensor], places: List[Tensor],
            orders: List[Tensor], backs: List[Tensor], structure: List[int], extents: List[int],
            windowed: int, coefficients: Tensor, first_query: int, looks: List[int],
            before: List[Tensor], sizes: List[int], given: List[Tensor], watch: int,
            outputs: int, pulse: Tensor
            ) -> Tuple[Tensor, Tensor, List[Tensor], List[Tensor], List[Tensor], List[int]]:
  L = LAYERS
  H = HEADS
  G = KV_HEADS
  d = HEAD_DIM
  dv = VALUE_DIM
  g = H // G
  windows = WINDOWS
  B = ids.size(0)
  T = ids.size(1)
  E = coefficients.size(1)
  device = ids.device
  start = numbers[0:B]
  count = numbers[B:2 * B]
  if T == 1:
    position = start
  else:
    ahead = torch.arange(0, T, dtype=4, device=device)
    position = torch.reshape(torch.unsqueeze(start, 1) + ahead, [-1])
  turns = rotations(position, frequencies(weights, start + count))

  # Where new entries go and what each query may see, once per bucket of every layout.
  buckets = len(extents) // 2
  targets = annotate(List[Tensor], [])
  masks = annotate(List[Tensor], [])
  nothing = torch.empty([0], dtype=6, device=device)
  at = 2 * B
  for b in range(buckets):
    k = keys[KEY_TENSORS * structure[2 * L + 2 * len(backs) + b]]
    A = k.size(0)
    C = k.size(1)
    room = k.size(2)
    longest = extents[2 * b]
    even = extents[2 * b + 1] == 1
    length = numbers[at:at + A]
    at = at + A
    if even:
      targets.append(nothing)
      if T == 1 or longest == 0:
        masks.append(nothing)
      else:
        new = torch.arange(0, T, dtype=4, device=device)
        slot = torch.arange(0, longest + T, dtype=4, device=device)
        see = torch.le(torch.unsqueeze(slot, 0), torch.unsqueeze(new, 1) + longest)
        masks.append(torch.repeat_interleave(see, g, 0).view([1, 1, T * g, longest + T]))
    else:
      new = torch.arange(0, T, dtype=4, device=device)
      slot = torch.arange(0, longest + T, dtype=4, device=device)
      row = torch.arange(0, A * C, dtype=4, device=device) * room
      end = length.view([A, 1]) + new
      place = row.view([A, C, 1]) + torch.unsqueeze(end, 1)
      targets.append(torch.reshape(place, [-1]))
      see = torch.le(slot.view([1, 1, -1]), torch.unsqueeze(end, 2))
      if T > 1 and g > 1:
        see = torch.repeat_interleave(see, g, 1)
      elif T == 1:
        see = torch.expand(see, [A, g, longest + T])
      if T == 1 and watch == 0 and TRACKS_POSITIONS == 0 and PLAIN_ATTENTION == 1:
        # as numbers to add, which attention would otherwise make of it in every layer
        never = torch.zeros([A, g, longest + T], dtype=k.dtype, device=device)
        masks.append(torch.unsqueeze(never.masked_fill_(torch.logical_not(see), -inf), 1))
      else:
        masks.append(torch.unsqueeze(see, 1))

  x = embed(ids, weights, values[0])
  longest = extents[0]
  fresh = len(extents) == 2 and extents[1] == 1 and ((longest == 0 and T > 1) or E > 0)
  sums = torch.zeros([L, B, G, E, g, longest + T if E > 0 else 0], dtype=6, device=device)
  watched = annotate(List[Tensor], [])
  found = annotate(List[Tensor], [])
  states = annotate(List[List[Tensor]], [])
  for l in range(L):
    if T > 1:
      beat(pulse, l)
    first = HEADER + SLOTS * l
    h = enter(x, weights, first)
    qkv = project(h, weights, l, turns)
    q = qkv[0].view([B, T, G, g, d])
    k_new = torch.transpose(qkv[1].view([B, T, G, d]), 1, 2)
    v_new = torch.transpose(qkv[2].view([B, T, G, dv]), 1, 2)
    layout = structure[l]
    bucket = structure[2 * L + 2 * layout]
    parts = structure[2 * L + 2 * layout + 1]
    base = structure[L + l]
    window = windows[l]
    pieces = annotate(List[Tensor], [])
    if T == 1:
      q_rows = q.view([B, G, g, d])
    else:
      q_rows = torch.reshape(torch.permute(q, [0, 2, 1, 3, 4]), [B, G, T * g, d])
    sink = nothing
    if HAS_SINKS == 1:
      sink = weights[first + SINKS].to(6).view([1, G, 1, g]).expand([B, G, T, g]).reshape([B, G, T * g, 1])
    for p in range(parts):
      k_at = KEY_TENSORS * (base + p)
      v_at = VALUE_TENSORS * (base + p)
      A = keys[k_at].size(0)
      C = keys[k_at].size(1)
      length = extents[2 * (bucket + p)]
      order = orders[bucket + p]
      k_part = k_new
      v_part = v_new
      q_part = q_rows
      sink_part = sink
      if order.numel() > 0:
        k_part = torch.reshape(k_new, [B * G, T, d]).index_select(0, order)
        v_part = torch.reshape(v_new, [B * G, T, dv]).index_select(0, order)
        q_part = torch.reshape(q_rows, [B * G, T * g, d]).index_select(0, order)
        if HAS_SINKS == 1:
          sink_part = torch.reshape(sink, [B * G, T * g, 1]).index_select(0, order)
      if C == 1:
        q_part = torch.reshape(q_part, [A, 1, T * g, d])
        if HAS_SINKS == 1:
          sink_part = torch.reshape(sink_part, [A, 1, T * g, 1])
      target = targets[bucket + p]
      put_keys(keys, k_at, torch.reshape(k_part, [A, C, T, d]), length, target)
      put_values(values, v_at, torch.reshape(v_part, [A, C, T, dv]), length, target)
      mask = masks[bucket + p]
      if TRACKS_POSITIONS == 1:
        where = places[base + p].view([A, C, keys[k_at].size(2)])
        stamp = torch.unsqueeze(position.view([B, T]), 1).expand([B, G, T])
        if order.numel() > 0:
          stamp = torch.reshape(stamp, [B * G, T]).index_select(0, order)
        stamp = torch.reshape(stamp, [A, C, T]).to(3)
        if target.numel() == 0:
          where[:, :, length:length + T] = stamp
        else:
          where.view([-1]).index_copy_(0, target, torch.reshape(stamp, [-1]))
        if windowed == 1 and window > 0 and not fresh:
          near = torch.gt(torch.unsqueeze(where[:, :, 0:length + T], 2), torch.unsqueeze(stamp, 3) - window)
          near = torch.repeat_interleave(near, g, 2)
          if mask.numel() > 0:
            near = torch.logical_and(near, mask)
          mask = near
      if watch == 2 + l and T > 1:
        rows = torch.arange(0, T, dtype=4, device=device)
        may = torch.le(torch.unsqueeze(rows, 0), torch.unsqueeze(rows, 1))
        if window > 0:
          may = torch.logical_and(may, torch.gt(torch.unsqueeze(rows, 0), torch.unsqueeze(rows, 1) - window))
        may = torch.repeat_interleave(may, g, 0).view([1, 1, T * g, T])
        watched.append(cache_weights(q_part, get_keys(keys, k_at, T), may, sink_part))
      if fresh:
        out = torch.empty([B, G, T, g, dv], dtype=x.dtype, device=device)
        begin = T
        if E > 0:
          begin = first_query
        if windowed == 1 and window > 0 or PLAIN_ATTENTION == 0:
          begin = 0
        if begin > 0 and length == 0:
          causal = torch.scaled_dot_product_attention(
              torch.transpose(qkv[0].view([B, T, H, d])[:, 0:begin], 1, 2),
              repeat_heads(k_new[:, :, 0:begin], g), repeat_heads(v_new[:, :, 0:begin], g), None, 0., True,
              scale=ATTENTION_SCALE)
          out[:, :, 0:begin] = torch.permute(causal.view([B, G, g, begin, dv]), [0, 1, 3, 2, 4])
        if begin > 0 and length > 0:
          seen = attend_cache(q_rows[:, :, 0:begin * g], get_keys(keys, k_at, length + begin),
                              get_values(values, v_at, length + begin),
                              mask[:, :, 0:begin * g, 0:length + begin], sink)
          out[:, :, 0:begin] = seen.view([B, G, begin, g, dv])
        if begin < T:
          attend_blocks(torch.permute(q, [0, 2, 1, 3, 4]), get_keys(keys, k_at, length + T),
                        get_values(values, v_at, length + T), length, begin,
                        window if windowed == 1 else 0, sink, coefficients, sums[l] if E > 0 else sums, out)
        pieces.append(torch.reshape(out, [B, G, T * g, dv]))
      else:
        entries = get_keys(keys, k_at, length + T)
        if watch == 1:
          watched.append(cache_weights(q_part, entries, mask, sink_part))
        pieces.append(attend_cache(q_part, entries, get_values(values, v_at, length + T), mask, sink_part))
    if backs[layout].numel() > 0:
      rows = torch.cat(pieces, 0).index_select(0, backs[layout])
    else:
      rows = pieces[0]
    if T == 1:
      attended = torch.reshape(rows, [B, H * dv])
    else:
      attended = torch.reshape(torch.permute(rows.view([B, G, T, g, dv]), [0, 2, 1, 3, 4]), [B * T, H * dv])
    if PROBES > 0 and len(looks) > 0:
      past = extents[2 * bucket]
      for b in range(B):
        t = looks[5 + b]
        rows_of = b * T
        standing = annotate(List[List[Tensor]], [])
        if len(sizes) > 0:
          standing = states_of(before, sizes, l)
        seen_here = probe_layer(
            l, past, past + t, looks, b, x[rows_of:rows_of + t], h[rows_of:rows_of + t],
            torch.transpose(qkv[3].view([B, T, H, d])[b, 0:t], 0, 1),
            torch.transpose(qkv[4].view([B, T, G, d])[b, 0:t], 0, 1),
            torch.transpose(qkv[0].view([B, T, H, d])[b, 0:t], 0, 1), k_new[b, :, 0:t], v_new[b, :, 0:t],
            torch.transpose(attended.view([B, T, H, dv])[b, 0:t], 0, 1),
            get_keys(keys, KEY_TENSORS * base, past + t)[b], get_values(values, VALUE_TENSORS * base, past + t)[b],
            weights, first, windowed, turns[2], standing, given)
        if looks[4] == 1:
          states.extend(seen_here[0])
        found.extend(seen_here[1])
    x = finish_layer(x, h, attended, weights, l)

  logits = nothing
  if outputs > 0:
    if outputs == 1 and T > 1:
      last = torch.arange(0, B, dtype=4, device=device) * T + count - 1
      x = x.index_select(0, last)
    logits = output(x, weights)
  if PROBES > 0:
    found = by_sequence(found, B)
  kept = annotate(List[Tensor], [])
  kept_sizes = annotate(List[int], [])
  for s in range(len(states)):
    kept.extend(states[s])
    kept_sizes.append(len(states[s]))
  return (logits, sums, watched, found, kept, kept_sizes)


def states_of(flat: List[Tensor], sizes: List[int], layer: int) -> List[List[Tensor]]:
  # the states of one layer, one per probe
  made = annotate(List[List[Tensor]], [])
  at = 0
  for s in range(len(sizes)):
    if s // PROBES == layer:
      made.append(flat[at:at + sizes[s]])
    at = at + sizes[s]
  return made


def by_sequence(found: List[Tensor], B: int) -> List[Tensor]:
  # from one tensor per layer, sequence and probe to one per sequence and probe, layer by layer
  made = annotate(List[Tensor], [])
  each = B * PROBES
  if len(found) == 0:
    return made
  for i in range(each):
    layers = annotate(List[Tensor], [])
    for l in range(LAYERS):
      layers.append(found[l * each + i])
    made.append(torch.stack(layers, 0))
  return made


# The same layers one at a time, for a prefill that drops hidden states between them.


def begin_layers(ids: Tensor, weights: List[Tensor], dtype: int) -> Tensor:
  return embed(ids, weights, torch.empty([0], dtype=dtype, device=ids.device))


def pick_rows(x: Tensor, rows: Tensor) -> Tensor:
  return x.index_select(0, rows)


def last_logits(x: Tensor, weights: List[Tensor]) -> Tuple[Tensor, int]:
  return (output(x[x.size(0) - 1:], weights), 0)


def one_layer(x: Tensor, position: Tensor, furthest: Tensor, layer: int, weights: List[Tensor],
              coefficients: Tensor, room: int) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  # One layer over the hidden states x [m, D] at true positions [m], causal among them. Returns the
  # new hidden states, keys and values [1, G, room, d], and coefficients [1, 1, m] x weights as
  # scores [H, m]; x itself may be overwritten.
  H = HEADS
  G = KV_HEADS
  d = HEAD_DIM
  dv = VALUE_DIM
  g = H // G
  m = x.size(0)
  first = HEADER + SLOTS * layer
  turns = rotations(position, frequencies(weights, furthest))
  h = enter(x, weights, first)
  qkv = project(h, weights, layer, turns)
  q = torch.permute(qkv[0].view([1, m, G, g, d]), [0, 2, 1, 3, 4])
  k = torch.unsqueeze(torch.transpose(qkv[1], 0, 1), 0)
  v = torch.unsqueeze(torch.transpose(qkv[2], 0, 1), 0)
  sums = torch.zeros([1, G, 1, g, m], dtype=6, device=x.device)
  out = torch.empty([1, G, m, g, dv], dtype=x.dtype, device=x.device)
  sink = torch.empty([0], dtype=6, device=x.device)
  if HAS_SINKS == 1:
    sink = weights[first + SINKS].to(6).view([1, G, 1, g]).expand([1, G, m, g]).reshape([1, G, m * g, 1])
  attend_blocks(q, k, v, 0, 0, 0, sink, coefficients, sums, out)
  attended = torch.reshape(torch.permute(out, [0, 2, 1, 3, 4]), [m, H * dv])
  keys = torch.zeros([1, G, room, d], dtype=x.dtype, device=x.device)
  values = torch.zeros([1, G, room, dv], dtype=x.dtype, device=x.device)
  keys[:, :, 0:m] = k
  values[:, :, 0:m] = v
  x = finish_layer(x, h, attended, weights, layer)
  return (x, keys, values, torch.reshape(sums, [H * m]))
