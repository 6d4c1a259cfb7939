# The parts of a layer: norms, projections, attention, feed-forward networks; and what stands before
# the first and behind the last. Letters as in decoder.py.


def norm(x: Tensor, weight: Tensor) -> Tensor:
  if LAYER_NORM == 1:
    return torch.layer_norm(x, [x.size(1)], weight, None, EPSILON, False)
  return torch.rms_norm(x, [x.size(1)], weight, EPSILON)


def embed(ids: Tensor, weights: List[Tensor], like: Tensor) -> Tensor:
  # [N, D] in the format of `like`
  x = torch.embedding(weights[EMBEDDING], torch.reshape(ids, [-1]))
  if x.dtype != like.dtype:
    x = x.to(like.dtype)
  if EMBEDDING_FACTOR != 1.:
    x = x * EMBEDDING_FACTOR
  return x


def output(x: Tensor, weights: List[Tensor]) -> Tensor:
  # logits of hidden states [N, D], in float32
  logits = linear(norm(x, weights[FINAL_NORM]), weights[OUTPUT], VOCABULARY).to(6)
  if LOGIT_FACTOR != 1.:
    logits = logits * LOGIT_FACTOR
  if LOGIT_CAP > 0.:
    logits = torch.tanh(logits / LOGIT_CAP) * LOGIT_CAP
  return logits


def add_linear(x: Tensor, y: Tensor, weight: Tensor) -> Tensor:
  # x + y times weight, written into x where that takes one kernel instead of two
  if x.is_cuda:
    return x.addmm_(y, torch.t(weight.to(x.dtype)))
  return x + linear(y, weight, x.size(1))


def enter(x: Tensor, weights: List[Tensor], first: int) -> Tensor:
  # what the projections of a layer read
  if NORM_BEFORE == 1:
    return norm(x, weights[first + INPUT_NORM])
  return x


def project(h: Tensor, weights: List[Tensor], l: int,
            turns: Tuple[List[Tensor], List[Tensor], List[Tensor]]) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
  # queries [N, H, d], keys [N, G, d] and values [N, G, dv] of one layer, queries and keys rotated;
  # then queries and keys before that. The three matrices stand in one where the second is empty.
  H = HEADS
  G = KV_HEADS
  d = HEAD_DIM
  ropes = ROPES
  kind = ropes[l]
  first = HEADER + SLOTS * l
  if LATENT == 1:
    return project_latent(h, weights, first, kind, turns)
  apart = weights[first + KEY].numel() > 0
  q = linear(h, weights[first + QUERY], H * d if apart else (H + 2 * G) * d)
  if not apart:
    if HAS_QKV_BIAS == 1:
      q = q + weights[first + QUERY_BIAS]
    joined = q.view([-1, H + 2 * G, d])
    v = joined[:, H + G:]
    if QK_NORM == 0:
      both = joined[:, 0:H + G]
      if INTERLEAVED == 1:
        both = unpair(both)
      turned = rotate(both, kind, turns)
      return (turned[:, 0:H], turned[:, H:], v, both[:, 0:H], both[:, H:])
    q = torch.reshape(joined[:, 0:H], [-1, H * d])
    k = torch.reshape(joined[:, H:H + G], [-1, G * d])
  else:
    k = linear(h, weights[first + KEY], G * d)
    v = linear(h, weights[first + VALUE], G * VALUE_DIM)
    if HAS_QKV_BIAS == 1:
      q = q + weights[first + QUERY_BIAS]
      k = k + weights[first + KEY_BIAS]
      v = v + weights[first + VALUE_BIAS]
    v = v.view([-1, G, d])
  if QK_NORM == 2:
    q = torch.rms_norm(q, [H * d], weights[first + QUERY_NORM], EPSILON)
    k = torch.rms_norm(k, [G * d], weights[first + KEY_NORM], EPSILON)
  q = q.view([-1, H, d])
  k = k.view([-1, G, d])
  if QK_NORM == 1:
    q = torch.rms_norm(q, [d], weights[first + QUERY_NORM], EPSILON)
    k = torch.rms_norm(k, [d], weights[first + KEY_NORM], EPSILON)
  both = torch.cat([q, k], 1)
  if INTERLEAVED == 1:
    both = unpair(both)
  turned = rotate(both, kind, turns)
  return (turned[:, 0:H], turned[:, H:], v, both[:, 0:H], both[:, H:])


def project_latent(h: Tensor, weights: List[Tensor], first: int, kind: int,
                   turns: Tuple[List[Tensor], List[Tensor], List[Tensor]]) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
  # Multi-head latent attention, expanded to keys and values of every head. The checkpoint's heads
  # are [unturned | turned]; here the turned part comes first, as elsewhere.
  H = HEADS
  r = ROTARY
  c = HEAD_DIM - ROTARY
  if QUERY_RANK > 0:
    low = linear(h, weights[first + QUERY_DOWN], QUERY_RANK)
    if HAS_LATENT_BIAS == 1:
      low = low + weights[first + QUERY_DOWN_BIAS]
    low = torch.rms_norm(low, [QUERY_RANK], weights[first + QUERY_DOWN_NORM], LATENT_EPSILON)
    q = linear(low, weights[first + QUERY], H * HEAD_DIM)
  else:
    q = linear(h, weights[first + QUERY], H * HEAD_DIM)
  q = q.view([-1, H, HEAD_DIM])
  both = linear(h, weights[first + KEY_VALUE_DOWN], KEY_VALUE_RANK + r)
  if HAS_LATENT_BIAS == 1:
    both = both + weights[first + KEY_VALUE_DOWN_BIAS]
  low = torch.rms_norm(torch.contiguous(both[:, 0:KEY_VALUE_RANK]), [KEY_VALUE_RANK], weights[first + KEY_VALUE_DOWN_NORM], LATENT_EPSILON)
  kv = linear(low, weights[first + KEY], H * (c + VALUE_DIM)).view([-1, H, c + VALUE_DIM])
  shared = torch.expand(torch.unsqueeze(both[:, KEY_VALUE_RANK:], 1), [q.size(0), H, r])
  k_raw = torch.cat([shared, kv[:, :, 0:c]], 2)
  q_raw = torch.cat([q[:, :, c:], q[:, :, 0:c]], 2)
  if INTERLEAVED == 1:
    q_raw = unpair(q_raw)
    k_raw = unpair(k_raw)
  v = torch.contiguous(kv[:, :, c:])
  return (rotate(q_raw, kind, turns), rotate(k_raw, kind, turns), v, q_raw, k_raw)


def activate(gate: Tensor) -> Tensor:
  if ACTIVATION == 1:
    return torch.gelu(gate, approximate="tanh")
  if ACTIVATION == 2:
    return torch.gelu(gate, approximate="none")
  if ACTIVATION == 3:
    return torch.relu(gate)
  return torch.silu(gate)


def gated(h: Tensor, weights: List[Tensor], first: int) -> Tensor:
  # the inner values of the dense network; gate and up stand in one matrix where the second is empty
  inner = FEED_SIZE
  apart = weights[first + UP].numel() > 0
  gate = linear(h, weights[first + GATE], inner if apart else 2 * inner)
  if not apart:
    if HAS_MLP_BIAS == 1:
      gate = gate + weights[first + GATE_BIAS]
    return activate(gate[:, 0:inner]).mul_(gate[:, inner:])
  up = linear(h, weights[first + UP], inner)
  if HAS_MLP_BIAS == 1:
    gate = gate + weights[first + GATE_BIAS]
    up = up + weights[first + UP_BIAS]
  return activate(gate).mul_(up)


def routes(h: Tensor, weights: List[Tensor], first: int) -> Tuple[Tensor, Tensor]:
  # which experts a token goes to and their shares, [N, USED_EXPERTS] each
  logits = linear(h, weights[first + ROUTER], EXPERTS).to(6)
  if ROUTING == 1:
    best = torch.topk(logits + weights[first + ROUTER_BIAS], USED_EXPERTS, -1)
    return (best[1], torch.softmax(best[0], -1))
  if ROUTING == 2:
    scores = torch.sigmoid(logits)
    choice = scores + weights[first + ROUTER_BIAS].to(6)
    groups = choice.view([-1, EXPERT_GROUPS, EXPERTS // EXPERT_GROUPS])
    of_group = torch.sum(torch.topk(groups, 2, -1)[0], [-1], False)
    best_groups = torch.topk(of_group, USED_GROUPS, -1)[1]
    stays = torch.zeros_like(of_group).scatter_(1, best_groups, 1.)
    choice = torch.reshape(groups.masked_fill(torch.eq(torch.unsqueeze(stays, 2), 0.), 0.), [-1, EXPERTS])
    chosen = torch.topk(choice, USED_EXPERTS, -1)[1]
    share = torch.gather(scores, 1, chosen)
    if NORMALIZE_SHARES == 1:
      share = share / (torch.sum(share, [1], True) + 1e-20)
    return (chosen, share * ROUTED_FACTOR)
  best = torch.topk(torch.softmax(logits, -1), USED_EXPERTS, -1)
  share = best[0]
  if NORMALIZE_SHARES == 1:
    share = share / torch.sum(share, [1], True)
  return (best[1], share)


def expert(h: Tensor, weights: List[Tensor], first: int, e: int) -> Tensor:
  # one expert over [n, D]
  w = EXPERT_SIZE
  if INPUT_FIRST == 1:
    # stored [experts, D, 2w], gate and up alternating; clamped (GPT-OSS)
    both = torch.matmul(h, weights[first + EXPERTS_IN][e].to(h.dtype)) + weights[first + EXPERTS_IN_BIAS][e]
    pair = both.view([-1, w, 2])
    gate = torch.clamp_max(pair[:, :, 0], SWIGLU_LIMIT)
    up = torch.clamp(pair[:, :, 1], -SWIGLU_LIMIT, SWIGLU_LIMIT)
    inner = (up + 1.) * gate * torch.sigmoid(gate * 1.702)
    return torch.matmul(inner, weights[first + EXPERTS_OUT][e].to(h.dtype)) + weights[first + EXPERTS_OUT_BIAS][e]
  both = torch.linear(h, weights[first + EXPERTS_IN][2 * w * e:2 * w * (e + 1)].to(h.dtype))
  inner = activate(both[:, 0:w]).mul_(both[:, w:])
  D = h.size(1)
  return torch.linear(inner, weights[first + EXPERTS_OUT][D * e:D * (e + 1)].to(h.dtype))


def sparse(h: Tensor, weights: List[Tensor], first: int) -> Tensor:
  # a mixture of experts over [N, D]
  route = routes(h, weights, first)
  out = torch.zeros_like(h)
  used = torch._unique2(route[0], True, False, False)[0]
  for i in range(used.size(0)):
    e = int(used[i])
    hit = torch.eq(route[0], e)
    share = torch.sum(route[1] * hit, [1], False)
    rows = torch.reshape(torch.nonzero(torch.any(hit, 1)), [-1])
    made = expert(h.index_select(0, rows), weights, first, e)
    out.index_add_(0, rows, made * torch.unsqueeze(share.index_select(0, rows), 1).to(h.dtype))
  if SHARED_EXPERT > 0:
    common = linear(gated_shared(h, weights, first), weights[first + SHARED_DOWN], h.size(1))
    if SHARED_EXPERT == 2:
      common = common * torch.sigmoid(linear(h, weights[first + SHARED_ROUTER], 1))
    out = out + common
  return out


def gated_shared(h: Tensor, weights: List[Tensor], first: int) -> Tensor:
  gate = linear(h, weights[first + SHARED_GATE], SHARED_SIZE)
  return activate(gate).mul_(linear(h, weights[first + SHARED_UP], SHARED_SIZE))


def feed_forward(h: Tensor, weights: List[Tensor], l: int) -> Tensor:
  first = HEADER + SLOTS * l
  sparse_layers = SPARSE
  if sparse_layers[l] == 1:
    return sparse(h, weights, first)
  y = linear(gated(h, weights, first), weights[first + DOWN], h.size(1))
  if HAS_MLP_BIAS == 1:
    y = y + weights[first + DOWN_BIAS]
  return y


def finish_layer(x: Tensor, h: Tensor, attended: Tensor, weights: List[Tensor], l: int) -> Tensor:
  # output projection and feed-forward network, each added to the residual stream x [N, D]; h is what
  # the layer's projections have read
  first = HEADER + SLOTS * l
  if PLAIN_LAYER == 1:
    x = add_linear(x, attended, weights[first + ATTENTION_OUT])
    if HAS_OUTPUT_BIAS == 1:
      x = x + weights[first + ATTENTION_OUT_BIAS]
    inner = norm(x, weights[first + FEED_NORM])
    return add_linear(x, gated(inner, weights, first), weights[first + DOWN])
  y = linear(attended, weights[first + ATTENTION_OUT], x.size(1))
  if HAS_OUTPUT_BIAS == 1:
    y = y + weights[first + ATTENTION_OUT_BIAS]
  if NORM_AFTER == 1:
    y = norm(y, weights[first + ATTENTION_AFTER_NORM])
  if PARALLEL == 1:
    return x + (y + feed_forward(h, weights, l)) * RESIDUAL_FACTOR
  x = x + y * RESIDUAL_FACTOR
  inner = x
  if NORM_BEFORE == 1:
    inner = norm(x, weights[first + FEED_NORM])
  y = feed_forward(inner, weights, l)
  if NORM_AFTER == 1:
    y = norm(y, weights[first + FEED_AFTER_NORM])
  return x + y * RESIDUAL_FACTOR


def repeat_heads(x: Tensor, g: int) -> Tensor:
  # [B, G, T, d] -> [B, H, T, d]
  if g == 1:
    return x
  B = x.size(0)
  G = x.size(1)
  T = x.size(2)
  d = x.size(3)
  return torch.reshape(torch.expand(torch.unsqueeze(x, 2), [B, G, g, T, d]), [B, G * g, T, d])
