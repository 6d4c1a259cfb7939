# The cosine similarity of every key to the mean of the normalized keys.


def finish(keys: Tensor) -> Tensor:
  k = keys.to(6)
  norm = torch.sqrt(torch.sum(k * k, [2], True))
  unit = k / torch.clamp_min(norm, 1e-12)
  mean = torch.sum(unit, [1], True) / float(k.size(1))
  mean = mean / torch.clamp_min(torch.sqrt(torch.sum(mean * mean, [2], True)), 1e-12)
  return torch.sum(unit * mean, [2], False)
