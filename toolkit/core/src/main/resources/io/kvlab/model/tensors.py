# Small programs around the decoder: filling weights, reading logits and evidence.


def all_finite(x: Tensor) -> bool:
  # one pass: a sum is finite only if every value is
  return bool(torch.isfinite(torch.sum(x, dtype=6)))


def allocate(device_of: Tensor, size: List[int], dtype: int) -> Tensor:
  return torch.empty(size, dtype=dtype, device=device_of.device)


def fill(target: Tensor, values: Tensor, start: int) -> int:
  # writes values [n] into the flattened target from `start`, changing format and device as needed
  target.view([-1])[start:start + values.numel()].copy_(values)
  return 0


def convert(x: Tensor, dtype: int) -> Tensor:
  return x.to(dtype)


def best(logits: Tensor) -> Tuple[Tensor, Tensor]:
  # per row the index of the largest logit and its distance to the second largest
  top = torch.topk(logits, 2, 1)
  return (torch.argmax(logits, 1), top[0][:, 0] - top[0][:, 1])


def argmax(logits: Tensor) -> Tensor:
  return torch.argmax(logits, 1)


def rows(x: Tensor, start: int, end: int) -> Tensor:
  return torch.reshape(x[start:end], [-1]).to(6)


def query_evidence(sums: Tensor, sequence: int, kind: int, length: int) -> Tensor:
  # [L, B, G, E, g, S] -> [L * H * length]
  return torch.reshape(sums[:, sequence, :, kind, :, 0:length], [-1])


def flat(x: Tensor) -> Tensor:
  return torch.reshape(x, [-1]).to(6)


def key_evidence(of_keys: Tensor, sequence: int, kind: int, length: int) -> Tensor:
  # [L, B, G, 2, S] -> [L * G * length]
  return torch.reshape(of_keys[:, sequence, :, kind, 0:length], [-1])
