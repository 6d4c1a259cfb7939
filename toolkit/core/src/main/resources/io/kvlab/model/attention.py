# Attention over cached entries, and its weights. Letters as in decoder.py.


def capped(scores: Tensor) -> Tensor:
  if ATTENTION_CAP > 0.:
    return torch.tanh(scores / ATTENTION_CAP) * ATTENTION_CAP
  return scores


def shares(scores: Tensor, sink: Tensor) -> Tensor:
  # softmax over the last dimension, beside a sink [..., 1] that takes its share, if there is one
  if sink.numel() == 0:
    return torch.softmax(scores, -1)
  size = scores.size()
  size[-1] = 1
  both = torch.softmax(torch.cat([scores, torch.expand(sink, size)], -1), -1)
  return torch.narrow(both, -1, 0, scores.size(-1))


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
    sums.add_(torch.bmm(share, torch.reshape(weights, [P, t, g * S])).view([P, E, g, S]))
    return 0
  for e in range(E):
    if uses[e] == 1:
      sums[:, e].add_(torch.sum(weights, [1], False))
    if uses[e] == 2:
      part = torch.bmm(share[:, e:e + 1], torch.reshape(weights, [P, t, g * S]))
      sums[:, e].add_(part.view([P, g, S]))
  return 0


def attend_blocks(q: Tensor, k: Tensor, v: Tensor, past: int, begin: int, window: int, sink: Tensor,
                  coefficients: Tensor, sums: Tensor, out: Tensor) -> int:
  # Causal attention for queries [begin, T), block by block, with every weight seen once: writes
  # out [B, G, T, g, dv] and adds coefficients [B, E, T] x weights to sums [B, G, E, g, S].
  # q [B, G, T, g, d]; k, v [B, G, past + T, d]; sink [B, G, T*g, 1] or empty. A block takes about
  # 16 MB of weights, on a GPU 256 MB: as many queries as are worth a matrix product, and then as many
  # KV heads as fit.
  B = q.size(0)
  G = q.size(1)
  T = q.size(2)
  g = q.size(3)
  d = q.size(4)
  dv = v.size(3)
  E = coefficients.size(1)
  most = 67108864 if q.is_cuda else 4194304
  step = max(16, min(256, most // max(1, g * (past + T))))
  keys = torch.reshape(k, [B * G, past + T, d])
  values = torch.reshape(v, [B * G, past + T, dv])
  start = begin
  while start < T:
    end = min(T, start + step)
    t = end - start
    seen = past + end
    block = torch.reshape(q[:, :, start:end], [B * G, t * g, d]).to(6) * ATTENTION_SCALE
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
      scores = capped(torch.bmm(block[row:stop], torch.transpose(keys[row:stop, 0:seen], 1, 2).to(6)))
      scores = scores.view([stop - row, t, g, seen])
      if window > 0:
        scores = scores.masked_fill_(torch.unsqueeze(hidden, 1), -inf)
      else:
        scores[:, :, :, past + start:seen].masked_fill_(torch.unsqueeze(hidden[:, past + start:], 1), -inf)
      aside = sink
      if sink.numel() > 0:
        aside = sink.view([B * G, T, g, 1])[row:stop, start:end]
      weights = shares(scores, aside)
      flat = torch.reshape(weights, [stop - row, t * g, seen]).to(v.dtype)
      mixed = torch.bmm(flat, values[row:stop, 0:seen])
      out.view([B * G, T, g, dv])[row:stop, start:end] = mixed.view([stop - row, t, g, dv])
      if E > 0:
        add_evidence(sums.view([B * G, E, g, -1])[row:stop, :, :, 0:seen], share[row:stop], weights, uses)
      row = stop
    start = end
  return start


def block_weights(q: Tensor, keys: Tensor, position: int, window: int, sink: Tensor) -> Tensor:
  # the softmax weights [H, t, S] of the t queries [H, t, d] from `position` on, over entries
  # [G, S, d] that stand at positions 0 to S
  H = q.size(0)
  t = q.size(1)
  G = keys.size(0)
  S = keys.size(1)
  asking = torch.reshape(q.to(6) * ATTENTION_SCALE, [G, H // G * t, q.size(2)])
  scores = capped(torch.bmm(asking, torch.transpose(keys, 1, 2).to(6))).view([H, t, S])
  query = torch.arange(position, position + t, dtype=4, device=q.device)
  key = torch.arange(0, S, dtype=4, device=q.device)
  hidden = torch.gt(torch.unsqueeze(key, 0), torch.unsqueeze(query, 1))
  if window > 0:
    hidden = torch.logical_or(hidden, torch.le(torch.unsqueeze(key, 0), torch.unsqueeze(query, 1) - window))
  aside = sink
  if sink.numel() > 0:
    aside = sink.to(6).view([H, 1, 1])
  return shares(scores.masked_fill_(hidden, -inf), aside)


def attend_cache(q: Tensor, keys: Tensor, values: Tensor, mask: Tensor, sink: Tensor) -> Tensor:
  # q [A, C, T*g, d] over keys, values [A, C, extent, d]; mask [A or 1, C or 1, T*g, extent] is true
  # where a query may look, or 0 there and -inf elsewhere; empty where it may look everywhere
  if PLAIN_ATTENTION == 0:
    return torch.matmul(cache_weights(q, keys, mask, sink).to(values.dtype), values)
  if mask.numel() == 0:
    return torch.scaled_dot_product_attention(q, keys, values, None, 0., False, scale=ATTENTION_SCALE)
  return torch.scaled_dot_product_attention(q, keys, values, mask, 0., False, scale=ATTENTION_SCALE)


def cache_weights(q: Tensor, keys: Tensor, mask: Tensor, sink: Tensor) -> Tensor:
  # the float32 softmax weights of attend_cache, [A, C, T*g, extent]
  scores = capped(torch.matmul(q.to(6) * ATTENTION_SCALE, torch.transpose(keys, 2, 3).to(6)))
  if mask.numel() > 0:
    scores = torch.masked_fill(scores, torch.logical_not(mask), -inf)
  return shares(scores, sink)
