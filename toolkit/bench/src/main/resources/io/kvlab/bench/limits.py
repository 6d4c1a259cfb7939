# The machine's own limits, measured with the operations that the decoder is made of.


def matrix_product(n: int, times: int, dtype: int, device_of: Tensor) -> Tensor:
  # every product depends on the one before, so none can be skipped
  a = torch.randn([n, n], dtype=6, device=device_of.device).to(dtype) * (float(n) ** -0.5)
  x = torch.randn([n, n], dtype=6, device=device_of.device).to(dtype)
  for i in range(times):
    x = torch.linear(x, a)
  return x.sum().to(6).cpu()


def matrix(rows: int, columns: int, dtype: int, device_of: Tensor) -> Tensor:
  return torch.ones([rows, columns], dtype=dtype, device=device_of.device) * (1.0 / float(columns))


def matrix_vector(a: Tensor, times: int) -> Tensor:
  x = torch.ones([1, a.size(1)], dtype=a.dtype, device=a.device)
  for i in range(times):
    y = torch.linear(x, a)
    x = x + y[:, 0:1] * 1e-6
  return x.sum().to(6).cpu()


def wait(device_of: Tensor) -> Tensor:
  # an answer on the host means that the device has done all before it
  return (device_of + 1).cpu()
