# One forward pass of a Llama-family decoder over a KV cache, in TorchScript; joined to linear.py or
# linear_packed.py.
#
# Letters: B sequences, T new tokens each (right-padded), N = B*T, D hidden size, H query heads,
# G KV heads, g = H/G query heads per KV head, d head size, S cached entries, E evidence kinds.
#
# A layer's cache is one tensor [A, C, room, d] per bucket: A*C rows, one for each sequence and KV
# head, of which the first `length` entries count. A = B, C = G where all heads of a sequence have
# the same length; A = rows, C = 1 otherwise. A layout says which rows each bucket holds; layers
# whose heads have the same lengths share one.


def add_linear(x: Tensor, y: Tensor, weight: Tensor) -> Tensor:
  # x + linear(y, weight), written into x where that takes one kernel instead of two
  if x.is_cuda:
    return x.addmm_(y, torch.t(weight.to(x.dtype)))
  return x + linear(y, weight, x.size(1))


def rotations(position: Tensor, frequency: Tensor) -> Tuple[Tensor, Tensor]:
  # cos and signed sin [N, 1, d] of every token's angles, computed in float64
  angle = torch.unsqueeze(position.to(7), 1) * frequency
  cos = torch.cos(angle).to(6)
  sin = torch.sin(angle).to(6)
  return (torch.unsqueeze(torch.cat([cos, cos], 1), 1), torch.unsqueeze(torch.cat([-sin, sin], 1), 1))


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
  # RoPE on [N, heads, d]; the two halves of a head turn together
  turned = torch.roll(x, [x.size(2) // 2], [2])
  return (x * cos).addcmul_(turned, sin).to(x.dtype)


def project(x: Tensor, weights: List[Tensor], first: int, shape: List[int], eps: float,
            cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  # queries [N, H, d], keys and values [N, G, d] of one layer, queries and keys rotated; the three
  # matrices stand in one where the second is empty
  H = shape[1]
  G = shape[2]
  d = shape[3]
  h = torch.rms_norm(x, [x.size(1)], weights[first], eps)
  apart = weights[first + 2].numel() > 0
  q = linear(h, weights[first + 1], H * d if apart else (H + 2 * G) * d)
  if not apart:
    joined = q.view([-1, H + 2 * G, d])
    if shape[4] + shape[5] == 0:
      both = rotate(joined[:, 0:H + G], cos, sin)
      return (both[:, 0:H], both[:, H:], joined[:, H + G:])
    q = torch.reshape(joined[:, 0:H], [-1, H * d])
    k = torch.reshape(joined[:, H:H + G], [-1, G * d])
    v = torch.reshape(joined[:, H + G:], [-1, G * d])
  else:
    k = linear(h, weights[first + 2], G * d)
    v = linear(h, weights[first + 3], G * d)
  if shape[4] == 1:
    q = q + weights[first + 9]
    k = k + weights[first + 10]
    v = v + weights[first + 11]
  q = q.view([-1, H, d])
  k = k.view([-1, G, d])
  if shape[5] == 1:
    q = torch.rms_norm(q, [d], weights[first + 13], eps)
    k = torch.rms_norm(k, [d], weights[first + 14], eps)
  both = rotate(torch.cat([q, k], 1), cos, sin)
  return (both[:, 0:H], both[:, H:], v.view([-1, G, d]))


def finish_layer(x: Tensor, attended: Tensor, weights: List[Tensor], first: int, shape: List[int],
                 eps: float) -> Tensor:
  # output projection and feed-forward network, each added to the residual stream x [N, D]; gate
  # and up stand in one matrix where the second is empty
  x = add_linear(x, attended, weights[first + 4])
  if shape[6] == 1:
    x = x + weights[first + 12]
  h = torch.rms_norm(x, [x.size(1)], weights[first + 5], eps)
  inner = shape[8]
  apart = weights[first + 7].numel() > 0
  gate = linear(h, weights[first + 6], inner if apart else 2 * inner)
  if not apart:
    gated = torch.silu(gate[:, 0:inner]).mul_(gate[:, inner:])
  else:
    gated = torch.silu(gate).mul_(linear(h, weights[first + 7], inner))
  return add_linear(x, gated, weights[first + 8])


def repeat_heads(x: Tensor, g: int) -> Tensor:
  # [B, G, T, d] -> [B, H, T, d]
  if g == 1:
    return x
  B = x.size(0)
  G = x.size(1)
  T = x.size(2)
  d = x.size(3)
  return torch.reshape(torch.expand(torch.unsqueeze(x, 2), [B, G, g, T, d]), [B, G * g, T, d])


def kinds_of(coefficients: Tensor) -> List[int]:
  # how each kind uses a block of queries, coefficients [B, E, t]: 0 not at all, 1 all of them alike,
  # 2 by its coefficients; on a GPU always 2, where looking at them would wait for it
  uses = annotate(List[int], [])
  for e in range(coefficients.size(1)):
    kind = 2
    if not coefficients.is_cuda:
      least = float(torch.min(coefficients[:, e]))
      most = float(torch.max(coefficients[:, e]))
      if least == 0. and most == 0.:
        kind = 0
      if least == 1. and most == 1.:
        kind = 1
    uses.append(kind)
  return uses


def add_evidence(sums: Tensor, share: Tensor, weights: Tensor, uses: List[int]) -> int:
  # adds share [P, E, t] x weights [P, t, g, S] to sums [P, E, g, S]; see kinds_of for uses
  P = weights.size(0)
  t = weights.size(1)
  g = weights.size(2)
  S = weights.size(3)
  E = len(uses)
  if share.is_cuda:
    sums.add_(torch.bmm(share, weights.view([P, t, g * S])).view([P, E, g, S]))
    return 0
  for e in range(E):
    if uses[e] == 1:
      sums[:, e].add_(torch.sum(weights, [1], False))
    if uses[e] == 2:
      part = torch.bmm(share[:, e:e + 1], weights.view([P, t, g * S]))
      sums[:, e].add_(part.view([P, g, S]))
  return 0


def attend_blocks(q: Tensor, k: Tensor, v: Tensor, past: int, begin: int, window: int,
                  coefficients: Tensor, sums: Tensor, out: Tensor) -> int:
  # Causal attention for queries [begin, T), block by block, with every weight seen once: writes
  # out [B, G, T, g, d] and adds coefficients [B, E, T] x weights to sums [B, G, E, g, S].
  # q [B, G, T, g, d]; k, v [B, G, past + T, d]. A block takes about 16 MB of weights, on a GPU 256 MB:
  # as many queries as are worth a matrix product, and then as many KV heads as fit.
  B = q.size(0)
  G = q.size(1)
  T = q.size(2)
  g = q.size(3)
  d = q.size(4)
  E = coefficients.size(1)
  scale = float(d) ** -0.5
  most = 67108864 if q.is_cuda else 4194304
  step = max(16, min(256, most // max(1, g * (past + T))))
  keys = torch.reshape(k, [B * G, past + T, d])
  values = torch.reshape(v, [B * G, past + T, d])
  start = begin
  while start < T:
    end = min(T, start + step)
    t = end - start
    seen = past + end
    block = torch.reshape(q[:, :, start:end], [B * G, t * g, d]).to(6) * scale
    share = torch.repeat_interleave(coefficients[:, :, start:end], G, 0)
    uses = kinds_of(coefficients[:, :, start:end])
    query = torch.arange(past + start, seen, dtype=4, device=q.device)
    key = torch.arange(0, seen, dtype=4, device=q.device)
    hidden = torch.gt(torch.unsqueeze(key, 0), torch.unsqueeze(query, 1))
    if window > 0:
      hidden = torch.logical_or(hidden, torch.le(torch.unsqueeze(key, 0), torch.unsqueeze(query, 1) - window))
    at_once = max(1, most // max(1, t * g * seen))
    row = 0
    while row < B * G:
      stop = min(B * G, row + at_once)
      scores = torch.bmm(block[row:stop], torch.transpose(keys[row:stop, 0:seen], 1, 2).to(6))
      scores = scores.view([stop - row, t, g, seen])
      if window > 0:
        scores = scores.masked_fill_(torch.unsqueeze(hidden, 1), -inf)
      else:
        scores[:, :, :, past + start:seen].masked_fill_(torch.unsqueeze(hidden[:, past + start:], 1), -inf)
      weights = torch.softmax(scores, -1)
      mixed = torch.bmm(weights.view([stop - row, t * g, seen]).to(v.dtype), values[row:stop, 0:seen])
      out.view([B * G, T, g, d])[row:stop, start:end] = mixed.view([stop - row, t, g, d])
      if E > 0:
        add_evidence(sums.view([B * G, E, g, -1])[row:stop, :, :, 0:seen], share[row:stop], weights, uses)
      row = stop
    start = end
  return start


def key_evidence(k: Tensor, counted: Tensor, entries: Tensor) -> Tensor:
  # [B, G, 2, S]: the norm of every key, and its cosine similarity to the mean of the normalised
  # keys; k [B, G, S, d], counted [B, S] is 1 for entries that exist, entries [B] their number
  k = k.to(6)
  norm = torch.sqrt(torch.sum(k * k, [3], False))
  unit = k / torch.clamp_min(torch.unsqueeze(norm, 3), 1e-12)
  real = torch.unsqueeze(torch.unsqueeze(counted, 1), 3)
  mean = torch.sum(unit * real, [2], True) / entries.view([-1, 1, 1, 1])
  mean = mean / torch.clamp_min(torch.sqrt(torch.sum(mean * mean, [3], True)), 1e-12)
  similarity = torch.sum(unit * mean, [3], False)
  return torch.stack([norm, similarity], 2)


def attend_cache(q: Tensor, k: Tensor, v: Tensor, extent: int, mask: Tensor) -> Tensor:
  # q [A, C, T*g, d] over the first `extent` entries of k, v [A, C, room, d];
  # mask [A or 1, C or 1, T*g, extent] is true where a query may look, or 0 there and -inf
  # elsewhere; empty where it may look everywhere
  keys = k[:, :, 0:extent]
  values = v[:, :, 0:extent]
  if mask.numel() == 0:
    return torch.scaled_dot_product_attention(q, keys, values, None, 0., False)
  return torch.scaled_dot_product_attention(q, keys, values, mask, 0., False)


def cache_weights(q: Tensor, k: Tensor, extent: int, mask: Tensor) -> Tensor:
  # the float32 softmax weights of attend_cache, [A, C, T*g, extent]
  scores = torch.matmul(q.to(6) * (float(q.size(3)) ** -0.5), torch.transpose(k[:, :, 0:extent], 2, 3).to(6))
  if mask.numel() > 0:
    scores = torch.masked_fill(scores, torch.logical_not(mask), -inf)
  return torch.softmax(scores, -1)


# Per forward pass:
#   ids [B, T]; numbers [2B + sum of A]: each sequence's next position, its count of new tokens, then
#   the length of every row of every bucket
#   shape: layers, H, G, d, qkv bias?, q/k norm?, output bias?, sliding window or 0, inner size
#   of the feed-forward network
#   weights: embedding, final norm, output matrix, rope frequencies, then 15 per layer, of which the
#   matrices of q, k and v, and those of gate and up, may stand joined in the place of the first
#   keys, values, places: the cache, one tensor per layer and bucket; places holds true positions
#   [A, C, room] and is empty unless the model has a sliding window
#   orders, backs: per bucket the rows it holds, per layout the way back; empty for identity order
#   structure: per layer its layout; per layer its first tensor in keys; per layout its first bucket
#   and the number of buckets; per bucket one of its tensors
#   extents: per bucket the longest length, and 1 where all lengths are equal
#   windowed: 1 if some position is beyond the sliding window
#   coefficients [B, E, T], first_query, key_kinds: what evidence to gather, from which query on
#   watch: 1 gathers the newest token's weights on the cache, 2 + l all weights [B, G, T*g, T] of layer
#   l for prompts read from their first token, 0 nothing
#   outputs: 0 no logits, 1 of each sequence's last token, 2 of all tokens
# Result: logits [B or N, V] in float32; evidence of queries [L, B, G, E, g, S] and of keys
# [L, B, G, 2, S]; watched weights, one tensor [A, C, g, extent] per layer and bucket.
def forward(ids: Tensor, numbers: Tensor, shape: List[int], eps: float, weights: List[Tensor],
            keys: List[Tensor], values: List[Tensor], places: List[Tensor],
            orders: List[Tensor], backs: List[Tensor], structure: List[int], extents: List[int],
            windowed: int, coefficients: Tensor, first_query: int, key_kinds: int, watch: int,
            outputs: int) -> Tuple[Tensor, Tensor, Tensor, List[Tensor]]:
  L = shape[0]
  H = shape[1]
  G = shape[2]
  d = shape[3]
  g = H // G
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
  cos_sin = rotations(position, weights[3])
  cos = cos_sin[0]
  sin = cos_sin[1]

  # Where new entries go and what each query may see, once per bucket of every layout.
  buckets = len(extents) // 2
  targets = annotate(List[Tensor], [])
  masks = annotate(List[Tensor], [])
  nothing = torch.empty([0], dtype=6, device=device)
  at = 2 * B
  for b in range(buckets):
    k = keys[structure[2 * L + 2 * len(backs) + b]]
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
      if T == 1 and watch == 0 and shape[7] == 0:
        # as numbers to add, which attention would otherwise make of it in every layer
        never = torch.zeros([A, g, longest + T], dtype=k.dtype, device=device)
        masks.append(torch.unsqueeze(never.masked_fill_(torch.logical_not(see), -inf), 1))
      else:
        masks.append(torch.unsqueeze(see, 1))

  x = torch.embedding(weights[0], torch.reshape(ids, [-1]))
  if x.dtype != keys[0].dtype:
    x = x.to(keys[0].dtype)
  longest = extents[0]
  fresh = len(extents) == 2 and extents[1] == 1 and (longest == 0 or E > 0 or key_kinds > 0) and T > 1
  sums = torch.zeros([L, B, G, E, g, longest + T if E > 0 else 0], dtype=6, device=device)
  of_keys = torch.zeros([L, B, G, 2, longest + T if key_kinds > 0 else 0], dtype=6, device=device)
  watched = annotate(List[Tensor], [])
  for l in range(L):
    first = 4 + 15 * l
    qkv = project(x, weights, first, shape, eps, cos, sin)
    q = qkv[0].view([B, T, G, g, d])
    k_new = torch.transpose(qkv[1].view([B, T, G, d]), 1, 2)
    v_new = torch.transpose(qkv[2].view([B, T, G, d]), 1, 2)
    layout = structure[l]
    bucket = structure[2 * L + 2 * layout]
    parts = structure[2 * L + 2 * layout + 1]
    base = structure[L + l]
    pieces = annotate(List[Tensor], [])
    if T == 1:
      q_rows = q.view([B, G, g, d])
    else:
      q_rows = torch.reshape(torch.permute(q, [0, 2, 1, 3, 4]), [B, G, T * g, d])
    for p in range(parts):
      k_cache = keys[base + p]
      v_cache = values[base + p]
      A = k_cache.size(0)
      C = k_cache.size(1)
      length = extents[2 * (bucket + p)]
      order = orders[bucket + p]
      k_part = k_new
      v_part = v_new
      q_part = q_rows
      if order.numel() > 0:
        k_part = torch.reshape(k_new, [B * G, T, d]).index_select(0, order)
        v_part = torch.reshape(v_new, [B * G, T, d]).index_select(0, order)
        q_part = torch.reshape(q_rows, [B * G, T * g, d]).index_select(0, order)
      if C == 1:
        q_part = torch.reshape(q_part, [A, 1, T * g, d])
      target = targets[bucket + p]
      if target.numel() == 0:
        k_cache[:, :, length:length + T] = torch.reshape(k_part, [A, C, T, d])
        v_cache[:, :, length:length + T] = torch.reshape(v_part, [A, C, T, d])
      else:
        k_cache.view([-1, d]).index_copy_(0, target, torch.reshape(k_part, [-1, d]))
        v_cache.view([-1, d]).index_copy_(0, target, torch.reshape(v_part, [-1, d]))
      mask = masks[bucket + p]
      if shape[7] > 0:
        where = places[base + p].view([A, C, k_cache.size(2)])
        stamp = torch.unsqueeze(position.view([B, T]), 1).expand([B, G, T])
        if order.numel() > 0:
          stamp = torch.reshape(stamp, [B * G, T]).index_select(0, order)
        stamp = torch.reshape(stamp, [A, C, T]).to(3)
        if target.numel() == 0:
          where[:, :, length:length + T] = stamp
        else:
          where.view([-1]).index_copy_(0, target, torch.reshape(stamp, [-1]))
        if windowed == 1 and not fresh:
          near = torch.gt(torch.unsqueeze(where[:, :, 0:length + T], 2), torch.unsqueeze(stamp, 3) - shape[7])
          near = torch.repeat_interleave(near, g, 2)
          if mask.numel() > 0:
            near = torch.logical_and(near, mask)
          mask = near
      if watch == 2 + l and T > 1:
        rows = torch.arange(0, T, dtype=4, device=device)
        causal_mask = torch.le(torch.unsqueeze(rows, 0), torch.unsqueeze(rows, 1))
        causal_mask = torch.repeat_interleave(causal_mask, g, 0).view([1, 1, T * g, T])
        watched.append(cache_weights(q_part, k_cache, T, causal_mask))
      if fresh:
        out = torch.empty([B, G, T, g, d], dtype=x.dtype, device=device)
        k_all = k_cache[:, :, 0:length + T]
        v_all = v_cache[:, :, 0:length + T]
        grouped = torch.permute(q, [0, 2, 1, 3, 4])
        begin = T
        if E > 0:
          begin = first_query
        if windowed == 1:
          begin = 0
        if begin > 0 and length == 0:
          causal = torch.scaled_dot_product_attention(
              torch.transpose(qkv[0].view([B, T, H, d])[:, 0:begin], 1, 2),
              repeat_heads(k_new[:, :, 0:begin], g), repeat_heads(v_new[:, :, 0:begin], g), None, 0., True)
          out[:, :, 0:begin] = torch.permute(causal.view([B, G, g, begin, d]), [0, 1, 3, 2, 4])
        if begin > 0 and length > 0:
          seen = attend_cache(q_rows[:, :, 0:begin * g], k_cache, v_cache, length + begin,
                              mask[:, :, 0:begin * g, 0:length + begin])
          out[:, :, 0:begin] = seen.view([B, G, begin, g, d])
        if begin < T:
          attend_blocks(grouped, k_all, v_all, length, begin, shape[7] if windowed == 1 else 0, coefficients, sums[l] if E > 0 else sums, out)
        if key_kinds > 0:
          slot = torch.arange(0, length + T, dtype=4, device=device)
          total = count + length
          counted = torch.lt(torch.unsqueeze(slot, 0), torch.unsqueeze(total, 1)).to(6)
          of_keys[l] = key_evidence(k_all, counted, total.to(6))
        pieces.append(torch.reshape(out, [B, G, T * g, d]))
      else:
        if watch == 1:
          watched.append(cache_weights(q_part, k_cache, length + T, mask))
        pieces.append(attend_cache(q_part, k_cache, v_cache, length + T, mask))
    if backs[layout].numel() > 0:
      rows = torch.cat(pieces, 0).index_select(0, backs[layout])
    else:
      rows = pieces[0]
    if T == 1:
      attended = torch.reshape(rows, [B, H * d])
    else:
      attended = torch.reshape(torch.permute(rows.view([B, G, T, g, d]), [0, 2, 1, 3, 4]), [B * T, H * d])
    x = finish_layer(x, attended, weights, first, shape, eps)

  logits = nothing
  if outputs > 0:
    if outputs == 1 and T > 1:
      last = torch.arange(0, B, dtype=4, device=device) * T + count - 1
      x = x.index_select(0, last)
    x = torch.rms_norm(x, [x.size(1)], weights[1], eps)
    logits = linear(x, weights[2], weights[0].size(0)).to(6)
  return (logits, sums, of_keys, watched)


# The same layers one at a time, for a prefill that drops hidden states between them.


def embed(ids: Tensor, weights: List[Tensor]) -> Tensor:
  return torch.embedding(weights[0], ids)


def pick_rows(x: Tensor, rows: Tensor) -> Tensor:
  return x.index_select(0, rows)


def last_logits(x: Tensor, weights: List[Tensor], eps: float) -> Tuple[Tensor, int]:
  h = torch.rms_norm(x[x.size(0) - 1:], [x.size(1)], weights[1], eps)
  return (linear(h, weights[2], weights[0].size(0)).to(6), 0)


def one_layer(x: Tensor, position: Tensor, layer: int, weights: List[Tensor], shape: List[int],
              eps: float, coefficients: Tensor, room: int) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
  # One layer over the hidden states x [m, D] at true positions [m], causal among them. Returns the
  # new hidden states, keys and values [1, G, room, d], and coefficients [1, 1, m] x weights as
  # scores [H, m]; x itself may be overwritten.
  H = shape[1]
  G = shape[2]
  d = shape[3]
  m = x.size(0)
  if x.dtype != weights[1].dtype:
    x = x.to(weights[1].dtype)
  turn = rotations(position, weights[3])
  qkv = project(x, weights, 4 + 15 * layer, shape, eps, turn[0], turn[1])
  q = torch.permute(qkv[0].view([1, m, G, H // G, d]), [0, 2, 1, 3, 4])
  k = torch.unsqueeze(torch.transpose(qkv[1], 0, 1), 0)
  v = torch.unsqueeze(torch.transpose(qkv[2], 0, 1), 0)
  sums = torch.zeros([1, G, 1, H // G, m], dtype=6, device=x.device)
  out = torch.empty([1, G, m, H // G, d], dtype=x.dtype, device=x.device)
  attend_blocks(q, k, v, 0, 0, 0, coefficients, sums, out)
  attended = torch.reshape(torch.permute(out, [0, 2, 1, 3, 4]), [m, H * d])
  keys = torch.zeros([1, G, room, d], dtype=x.dtype, device=x.device)
  values = torch.zeros([1, G, room, d], dtype=x.dtype, device=x.device)
  keys[:, :, 0:m] = k
  values[:, :, 0:m] = v
  x = finish_layer(x, attended, weights, 4 + 15 * layer, shape, eps)
  return (x, keys, values, torch.reshape(sums, [H * m]))


# Evidence of given queries and keys, for holding selections against other implementations.
def evidence_of(q: Tensor, k: Tensor, coefficients: Tensor, first_query: int) -> Tuple[Tensor, Tensor]:
  # q [H, T, d], k [G, T, d] -> sums [1, 1, G, E, g, T], evidence of keys [1, 1, G, 2, T]
  H = q.size(0)
  G = k.size(0)
  T = q.size(1)
  d = q.size(2)
  E = coefficients.size(1)
  grouped = torch.permute(q.view([1, G, H // G, T, d]), [0, 1, 3, 2, 4])
  keys = torch.unsqueeze(k, 0)
  sums = torch.zeros([1, G, E, H // G, T], dtype=6, device=q.device)
  out = torch.empty([1, G, T, H // G, d], dtype=q.dtype, device=q.device)
  attend_blocks(grouped, keys, keys, 0, first_query, 0, coefficients, sums, out)
  counted = torch.ones([1, T], dtype=6, device=q.device)
  entries = torch.sum(counted, [1], False)
  return (torch.unsqueeze(sums, 0), torch.unsqueeze(key_evidence(keys, counted, entries), 0))
