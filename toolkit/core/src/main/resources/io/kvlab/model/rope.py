# Rotary position embedding. A model has ROPE_KINDS of it; ROPES says which one a layer takes, -1 for
# none. The first ROTARY values of a head turn, i and i + ROTARY/2 together.


def frequencies(weights: List[Tensor], furthest: Tensor) -> List[Tensor]:
  # per kind what angles grow by from position to position: [r/2], or [B, r/2] where it depends on
  # how far each sequence has come, furthest [B]
  made = annotate(List[Tensor], [])
  rules = ROPE_RULES
  theta = ROPE_THETAS
  factor = ROPE_FACTORS
  context = ROPE_CONTEXTS
  for kind in range(ROPE_KINDS):
    plain = weights[ROPE][kind, 0]
    if rules[kind] == 1:
      # dynamic: the base grows with the sequence beyond the context
      length = torch.clamp_min(furthest.to(7), context[kind])
      grown = length * (factor[kind] / context[kind]) - (factor[kind] - 1.)
      base = torch.pow(grown, float(ROTARY) / (float(ROTARY) - 2.)) * theta[kind]
      exponent = torch.arange(0, ROTARY, 2, dtype=7, device=furthest.device) / float(ROTARY)
      made.append(torch.pow(torch.unsqueeze(base, 1), -exponent))
    elif rules[kind] == 2:
      # longrope: other factors beyond the original context
      beyond = torch.gt(furthest.to(7), context[kind])
      made.append(torch.where(torch.unsqueeze(beyond, 1), weights[ROPE][kind, 1], plain))
    else:
      made.append(plain)
  return made


def rotations(position: Tensor, frequency: List[Tensor]) -> Tuple[List[Tensor], List[Tensor], List[Tensor]]:
  # per kind cos and signed sin [N, 1, r] of every token's angles, computed in float64; and the
  # frequencies
  cosines = annotate(List[Tensor], [])
  sines = annotate(List[Tensor], [])
  amplitudes = ROPE_AMPLITUDES
  for kind in range(ROPE_KINDS):
    of = frequency[kind]
    if of.dim() == 1:
      angle = torch.unsqueeze(position.to(7), 1) * of
    else:
      angle = position.to(7).view([of.size(0), -1, 1]) * torch.unsqueeze(of, 1)
      angle = torch.reshape(angle, [-1, of.size(1)])
    cos = torch.cos(angle)
    sin = torch.sin(angle)
    if amplitudes[kind] != 1.:
      cos = cos * amplitudes[kind]
      sin = sin * amplitudes[kind]
    cos = cos.to(6)
    sin = sin.to(6)
    cosines.append(torch.unsqueeze(torch.cat([cos, cos], 1), 1))
    sines.append(torch.unsqueeze(torch.cat([-sin, sin], 1), 1))
  return (cosines, sines, frequency)


def unpair(x: Tensor) -> Tensor:
  # from pairs (2i, 2i+1) of the first ROTARY values to (i, i + r/2); products of queries and keys
  # stay what they are
  r = ROTARY
  pairs = torch.reshape(x[:, :, 0:r], [x.size(0), x.size(1), r // 2, 2])
  turned = torch.reshape(torch.transpose(pairs, 2, 3), [x.size(0), x.size(1), r])
  if r == x.size(2):
    return turned
  return torch.cat([turned, x[:, :, r:]], 2)


def rotate(x: Tensor, kind: int, turns: Tuple[List[Tensor], List[Tensor], List[Tensor]]) -> Tensor:
  # RoPE on [N, heads, d]
  if kind < 0:
    return x
  cos = turns[0][kind]
  sin = turns[1][kind]
  r = ROTARY
  if r == HEAD_DIM:
    turned = torch.roll(x, [r // 2], [2])
    return (x * cos).addcmul_(turned, sin).to(x.dtype)
  part = x[:, :, 0:r]
  turned = torch.roll(part, [r // 2], [2])
  return torch.cat([(part * cos).addcmul_(turned, sin).to(x.dtype), x[:, :, r:]], 2)
