# The machine's own limits, measured with the operations that the decoder is made of; joined to its
# products with weights.


def random_matrix(rows: int, columns: int, dtype: int, device_of: Tensor) -> Tensor:
  # of a scale that products keep
  return torch.randn([rows, columns], dtype=6, device=device_of.device).to(dtype) * (float(columns) ** -0.5)


def chain(x: Tensor, a: Tensor, times: int) -> Tensor:
  # x [m, n] times a [n, n], plain or packed, over and over; every product depends on the one before
  for i in range(times):
    x = linear(x, a, x.size(1))
  return x.sum().to(6).cpu()


def chain_alone(x: Tensor, a: Tensor, times: int) -> Tensor:
  # the same with the product of two matrices that are no weights
  for i in range(times):
    x = torch.matmul(x, a)
  return x.sum().to(6).cpu()


def vectors(a: Tensor, columns: int, rows: int, dtype: int, device_of: Tensor, times: int) -> Tensor:
  # a [rows, columns], plain or packed, times a vector, over and over
  x = torch.ones([1, columns], dtype=dtype, device=device_of.device)
  for i in range(times):
    y = linear(x, a, rows)
    x = x + y[:, 0:1] * 1e-6
  return x.sum().to(6).cpu()


def sums(a: Tensor, times: int) -> Tensor:
  # all of a matrix read and nothing else
  total = torch.zeros([1], dtype=6, device=a.device)
  for i in range(times):
    total = total + a.sum()
  return total.cpu()
