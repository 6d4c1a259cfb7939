# Products with weights that stand in the order in which oneDNN reads them. A product of few rows with
# a plain matrix spends as long on copying it into such an order as on multiplying.


def pack(weight: Tensor) -> Tensor:
  # for any number of rows; the one named here only decides between orders that hardly differ
  return ops.mkldnn._reorder_linear_weight(weight, 64)


def linear(x: Tensor, weight: Tensor) -> Tensor:
  # A weight kept narrower than the activations is widened here, one matrix at a time.
  if weight.is_mkldnn:
    return ops.mkldnn._linear_pointwise(x, weight, None, "none", annotate(List[Optional[number]], []), "")
  return torch.linear(x, weight.to(x.dtype))
