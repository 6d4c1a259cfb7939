# Moving entries between KV caches, in TorchScript. A cache tensor is [A, C, room, width].


def empty_cache(device_of: Tensor, dtypes: List[int], widths: List[int], layers: int, size: List[int]) -> List[Tensor]:
  # per layer a tensor for every dtype and width; zeros, never uninitialised memory: masked entries
  # are multiplied by 0, and 0 * NaN is NaN
  made = annotate(List[Tensor], [])
  for l in range(layers):
    for f in range(len(dtypes)):
      made.append(torch.zeros([size[0], size[1], size[2], widths[f]], dtype=dtypes[f], device=device_of.device))
  return made


def gather(sources: List[Tensor], picked: List[List[int]], indices: List[Tensor],
           sizes: List[List[int]]) -> List[Tensor]:
  # One new tensor per element of sizes: [A, C, room, width]. picked[i] lists triples (source, its
  # entry index, target entry index or -1) into `sources` and `indices`; with -1 the source's entries
  # fill the whole tensor in order.
  made = annotate(List[Tensor], [])
  for i in range(len(sizes)):
    size = sizes[i]
    pick = picked[i]
    width = size[3]
    if len(pick) == 3 and pick[2] < 0:
      taken = sources[pick[0]].view([-1, width]).index_select(0, indices[pick[1]])
      made.append(taken.view(size))
    else:
      source = sources[pick[0]]
      target = torch.zeros([size[0] * size[1] * size[2], width], dtype=source.dtype, device=source.device)
      for j in range(len(pick) // 3):
        taken = sources[pick[3 * j]].view([-1, width]).index_select(0, indices[pick[3 * j + 1]])
        target.index_copy_(0, indices[pick[3 * j + 2]].to(4), taken)
      made.append(target.view(size))
  return made

