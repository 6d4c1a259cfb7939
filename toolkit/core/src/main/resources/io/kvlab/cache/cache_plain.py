# Entries as they are: a key is one row of one tensor, a value too. Another format defines the same
# functions, over KEY_TENSORS and VALUE_TENSORS tensors a layer and bucket, the first of which is
# [A, C, room, anything].


def put_plain(cache: Tensor, entries: Tensor, length: int, target: Tensor) -> int:
  if target.numel() == 0:
    cache[:, :, length:length + entries.size(2)] = entries
  else:
    width = entries.size(3)
    cache.view([-1, width]).index_copy_(0, target, torch.reshape(entries, [-1, width]))
  return 0


def put_keys(store: List[Tensor], at: int, entries: Tensor, length: int, target: Tensor) -> int:
  # stores entries [A, C, T, d] behind the first `length` of every row, or in rows `target`, counted
  # over all of A, C and room; `at` is the first tensor of the layer and bucket
  return put_plain(store[at], entries, length, target)


def put_values(store: List[Tensor], at: int, entries: Tensor, length: int, target: Tensor) -> int:
  return put_plain(store[at], entries, length, target)


def get_keys(store: List[Tensor], at: int, extent: int) -> Tensor:
  # the first `extent` entries of every row, [A, C, extent, d]
  return store[at][:, :, 0:extent]


def get_values(store: List[Tensor], at: int, extent: int) -> Tensor:
  return store[at][:, :, 0:extent]
