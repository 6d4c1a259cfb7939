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


def refill(target: Tensor, values: Tensor) -> int:
  target.copy_(values)
  return 0


def part(x: Tensor, start: int, end: int) -> Tensor:
  # a view, as is as_column
  return x[start:end]


def as_column(x: Tensor) -> Tensor:
  return x.view([-1, 1])


def copy_of(x: Tensor) -> Tensor:
  return torch.clone(x)


def shifted(x: Tensor, by: float) -> Tensor:
  return (x.to(6) + by).to(x.dtype)


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


def divergence(logits: Tensor, first: int, reference: Tensor, reference_first: int, targets: Tensor) -> Tensor:
  # For rows logits[first + i] and reference[reference_first + i], i < n, summed over i: the negative
  # log likelihood of targets[i], the KL divergence from the reference, and the rows whose largest
  # logit is the same. Blocks of rows bound the memory for large vocabularies.
  n = targets.size(0)
  sums = torch.zeros([3], dtype=7, device=logits.device)
  start = 0
  while start < n:
    end = min(n, start + 64)
    ours = torch.log_softmax(logits[first + start:first + end].to(7), 1)
    theirs = torch.log_softmax(reference[reference_first + start:reference_first + end].to(7), 1)
    nll = -torch.sum(torch.gather(ours, 1, torch.unsqueeze(targets[start:end].to(4), 1)))
    kl = torch.sum(torch.exp(theirs) * (theirs - ours))
    same = torch.sum(torch.eq(torch.argmax(ours, 1), torch.argmax(theirs, 1)).to(7))
    sums = sums + torch.stack([nll, kl, same])
    start = end
  return sums


def random_block(device_of: Tensor, count: int) -> Tensor:
  return torch.randn([count], dtype=6, device=device_of.device)


def repeat_block(block: Tensor, size: List[int], dtype: int, offset: int, scale: float, shift: float) -> Tensor:
  # a tensor of shift + scale x block, repeated as often as it takes, beginning at `offset`
  target = torch.empty(size, dtype=dtype, device=block.device)
  flat_target = target.view([-1])
  values = torch.roll(block * scale + shift, [offset], [0])
  start = 0
  while start < flat_target.numel():
    end = min(flat_target.numel(), start + values.numel())
    flat_target[start:end].copy_(values[0:end - start])
    start = end
  return target
