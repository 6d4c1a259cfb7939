# Packed products held against plain ones; joined to linear_packed.py.


def filled(block: Tensor, rows: int, columns: int) -> Tensor:
  # a matrix of the block's numbers over and over; rows differ where the block's length is prime
  values = rows * columns
  return torch.repeat(block, [values // block.size(0) + 1])[0:values].view([rows, columns])


def deviation(x: Tensor, weight: Tensor, packed: Tensor) -> float:
  # the largest difference of the two products; not a number if one of their numbers is none
  difference = torch.sub(linear(x, packed, weight.size(0)), torch.linear(x, weight))
  return float(torch.max(torch.abs(difference)))
