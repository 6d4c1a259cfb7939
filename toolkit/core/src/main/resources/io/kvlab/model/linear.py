# Products with weights, for a libtorch without oneDNN; see linear_packed.py.


def linear(x: Tensor, weight: Tensor, rows: int) -> Tensor:
  # A weight kept narrower than the activations is widened here, one matrix at a time.
  return torch.linear(x, weight.to(x.dtype))


def plain(weight: Tensor, rows: int, inner: int) -> Tensor:
  return weight
