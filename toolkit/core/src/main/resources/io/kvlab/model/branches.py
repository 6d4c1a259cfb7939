# Many branches over one prefilled cache, in TorchScript; joined to the decoder.
#
# A branch is what one policy keeps of a prompt. Nothing of the cache is copied for it: a mask says
# which shared entries it may see, and only what it has appended itself lies in a cache of its own.
# So the attention of all branches of a prompt is one product with its keys.
#
# Letters as in decoder.py; N branches, T new tokens each, E entries at most in their own caches. The
# branches stand in groups: X neighbouring prompts with R places each, of which some may be empty,
# that look at the first S shared entries.


def spread(x: Tensor, places: Tensor) -> Tensor:
  # rows of a group in its places; an empty list where there are as many rows as places
  if places.numel() == 0:
    return x
  return x.index_select(0, places)


def best_rows(x: Tensor, weights: List[Tensor]) -> Tuple[Tensor, Tensor]:
  # per hidden state [N, D] the index of its largest logit, and the distance to the second largest;
  # in blocks, so that logits never take more than 64 MB
  found = annotate(List[Tensor], [])
  gaps = annotate(List[Tensor], [])
  step = max(1, 16777216 // VOCABULARY)
  start = 0
  while start < x.size(0):
    end = min(x.size(0), start + step)
    logits = output(x[start:end], weights)
    top = torch.topk(logits, 2, 1)
    found.append(torch.argmax(logits, 1))
    gaps.append(top[0][:, 0] - top[0][:, 1])
    start = end
  return (torch.cat(found, 0), torch.cat(gaps, 0))


# Per pass:
#   ids [N, T]; numbers [2N]: each branch's next position, then the length of its own cache
#   weights: as in decoder.py
#   keys, values: per layer the shared cache [B, G, room, d]
#   own_keys, own_values: per layer [N, G, own room, d]; the new entries are written here
#   hidden: group by group, per layer [X, G, R, 1, S], true where a branch may not look
#   places: per group the row of every place [X*R], counted from the group's first; empty for the
#   identity
#   back [N]: every row's place, counted over all groups; empty for the identity
#   groups: per group first prompt, X, R, S, first row, rows
#   extent: E after the new tokens
# Result: per new token [N*T] the token predicted next and by how much its logit leads.
def branch(ids: Tensor, numbers: Tensor, weights: List[Tensor],
           keys: List[Tensor], values: List[Tensor], own_keys: List[Tensor], own_values: List[Tensor],
           hidden: List[Tensor], places: List[Tensor], back: Tensor, groups: List[int],
           extent: int, pulse: Tensor) -> Tuple[Tensor, Tensor]:
  L = LAYERS
  H = HEADS
  G = KV_HEADS
  d = HEAD_DIM
  dv = VALUE_DIM
  g = H // G
  N = ids.size(0)
  T = ids.size(1)
  M = T * g
  E = extent
  device = ids.device
  start = numbers[0:N]
  length = numbers[N:2 * N]
  new = torch.arange(0, T, dtype=4, device=device)
  turns = rotations(torch.reshape(torch.unsqueeze(start, 1) + new, [-1]), frequencies(weights, start + T))
  room = own_keys[0].size(2)
  end = torch.unsqueeze(length, 1) + new
  first_of_row = torch.arange(0, N * G, dtype=4, device=device).view([N, G, 1]) * room
  target = torch.reshape(first_of_row + torch.unsqueeze(end, 1), [-1])
  slot = torch.arange(0, E, dtype=4, device=device)
  later = torch.gt(slot.view([1, 1, -1]), torch.unsqueeze(end, 2))
  later = torch.unsqueeze(torch.repeat_interleave(later, g, 1), 1)
  x = embed(ids, weights, own_values[0])
  for l in range(L):
    if N * T > 64:
      beat(pulse, l)
    h = enter(x, weights, HEADER + SLOTS * l)
    qkv = project(h, weights, l, turns)
    q = torch.reshape(torch.permute(qkv[0].view([N, T, G, g, d]), [0, 2, 1, 3, 4]), [N, G, M, d])
    q = q.to(6) * ATTENTION_SCALE
    own_keys[l].view([-1, d]).index_copy_(
        0, target, torch.reshape(torch.transpose(qkv[1].view([N, T, G, d]), 1, 2), [-1, d]))
    own_values[l].view([-1, dv]).index_copy_(
        0, target, torch.reshape(torch.transpose(qkv[2].view([N, T, G, dv]), 1, 2), [-1, dv]))
    k_own = own_keys[l].view([-1, room, d])[:, 0:E].to(6)
    v_own = own_values[l].view([-1, room, dv])[:, 0:E].to(6)
    own = torch.bmm(q.view([N * G, M, d]), torch.transpose(k_own, 1, 2)).view([N, G, M, E])
    own = own.masked_fill_(later, -inf)
    mixed = annotate(List[Tensor], [])
    weights_own = annotate(List[Tensor], [])
    for b in range(len(places)):
      prompt = groups[6 * b]
      X = groups[6 * b + 1]
      R = groups[6 * b + 2]
      S = groups[6 * b + 3]
      row = groups[6 * b + 4]
      rows = groups[6 * b + 5]
      # views: what bmm needs of a matrix is that its rows are whole
      k = torch.flatten(get_keys(keys, KEY_TENSORS * l, S)[prompt:prompt + X], 0, 1).to(6)
      v = torch.flatten(get_values(values, VALUE_TENSORS * l, S)[prompt:prompt + X], 0, 1).to(6)
      asking = spread(q[row:row + rows], places[b]).view([X, R, G, M, d])
      asking = torch.reshape(torch.transpose(asking, 1, 2), [X * G, R * M, d])
      score = torch.bmm(asking, torch.transpose(k, 1, 2)).view([X, G, R, M, S])
      score = score.masked_fill_(hidden[b * L + l], -inf)
      own_part = spread(own[row:row + rows], places[b]).view([X, R, G, M, E])
      score = torch.cat([score, torch.transpose(own_part, 1, 2)], 4)
      share = torch.softmax(score, -1)
      seen = torch.bmm(share[:, :, :, :, 0:S].view([X * G, R * M, S]), v)
      seen = torch.transpose(seen.view([X, G, R, M, dv]), 1, 2)
      mixed.append(torch.reshape(seen, [X * R, G, M, dv]))
      rest = torch.transpose(share[:, :, :, :, S:], 1, 2)
      weights_own.append(torch.reshape(rest, [X * R, G, M, E]))
    attended = spread(torch.cat(mixed, 0), back)
    rest = spread(torch.cat(weights_own, 0), back)
    attended = attended + torch.bmm(torch.reshape(rest, [N * G, M, E]), v_own).view([N, G, M, dv])
    attended = torch.permute(attended.view([N, G, T, g, dv]), [0, 2, 1, 3, 4])
    attended = torch.reshape(attended, [N * T, H * dv]).to(x.dtype)
    x = finish_layer(x, h, attended, weights, l)
  return best_rows(x, weights)


def as_hidden(seen: Tensor, size: List[int]) -> Tensor:
  # from bytes that are 1 where a branch may look
  return torch.eq(seen, 0).view(size)


def own_cache(like: Tensor, layers: int, size: List[int]) -> List[Tensor]:
  made = annotate(List[Tensor], [])
  for l in range(layers):
    made.append(torch.zeros(size, dtype=like.dtype, device=like.device))
  return made


def join_own(sources: List[Tensor], rows: List[Tensor], order: Tensor, layers: int, entries: int, room: int) -> List[Tensor]:
  # own caches [N, G, room, d] of rows taken from several, source by source and layer by layer in
  # `sources`, brought into `order`; the first `entries` of each are kept
  made = annotate(List[Tensor], [])
  for l in range(layers):
    parts = annotate(List[Tensor], [])
    for s in range(len(rows)):
      source = sources[s * layers + l]
      part = source[:, :, 0:min(entries, source.size(2))].index_select(0, rows[s])
      parts.append(torch.constant_pad_nd(part, [0, 0, 0, room - part.size(2)], 0))
    made.append(torch.cat(parts, 0).index_select(0, order))
  return made
