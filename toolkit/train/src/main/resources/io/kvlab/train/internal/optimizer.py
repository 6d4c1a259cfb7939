# One optimiser step, in place, as TorchScript source. Matrices marked by `muon` take Muon's step (momentum, orthogonalised by five
# Newton-Schulz iterations: Jordan et al. 2024), scaled as Liu et al. (arXiv 2502.16982) do; all others AdamW's (Loshchilov & Hutter, arXiv 1711.05101).
# Gradients are clipped to a global norm before and zeroed after. Returns the norm before clipping.
def optimizer_step(w: List[Tensor], grad: List[Tensor], first: List[Tensor], second: List[Tensor], muon: List[int], lr_muon: float, lr_adam: float, decay: float, step: int, clip: float, dtype: int) -> Tensor:
  total = torch.reshape(torch.sum(torch.mul(grad[0], grad[0])), [1])
  for i in range(1, torch.len(w)):
    total = torch.add(total, torch.sum(torch.mul(grad[i], grad[i])))
  norm = torch.sqrt(total)
  scale = torch.clamp(torch.mul(torch.reciprocal(torch.add(norm, 1e-6)), clip), None, 1.)
  beta1 = 0.9
  beta2 = 0.98
  bias1 = 1. - torch.pow(beta1, step)
  bias2 = 1. - torch.pow(beta2, step)
  for i in range(torch.len(w)):
    p = w[i]
    g = torch.mul_(grad[i], scale)
    if muon[i] == 1:
      m = torch.add_(torch.mul_(first[i], 0.95), g)
      u = torch.add(g, m, alpha=0.95)
      rows = torch.size(u, 0)
      columns = torch.size(u, 1)
      x = torch.div(u, torch.add(torch.sqrt(torch.sum(torch.mul(u, u))), 1e-7)).to(dtype)
      if rows > columns:
        x = torch.t(x)
      for iteration in range(5):
        a = torch.mm(x, torch.t(x))
        b = torch.addmm(torch.mul(a, -4.7750), a, a, alpha=2.0315)
        x = torch.addmm(torch.mul(x, 3.4445), b, x)
      if rows > columns:
        x = torch.t(x)
      longer = rows
      if columns > rows:
        longer = columns
      p1 = torch.mul_(p, 1. - lr_muon * decay)
      p2 = torch.sub_(p, x.to(6), alpha=lr_muon * 0.2 * torch.sqrt(float(longer)))
    else:
      m = torch.add_(torch.mul_(first[i], beta1), g, alpha=1. - beta1)
      v = torch.addcmul_(torch.mul_(second[i], beta2), g, g, value=1. - beta2)
      p1 = torch.mul_(p, 1. - lr_adam * decay)
      p2 = torch.addcdiv_(p, m, torch.add(torch.sqrt(torch.div(v, bias2)), 1e-8), value=-lr_adam / bias1)
    z = torch.zero_(grad[i])
  return norm
