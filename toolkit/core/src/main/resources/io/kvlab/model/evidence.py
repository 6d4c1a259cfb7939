# Evidence of given queries, keys and values of one layer, for holding selections against other
# implementations. Letters as in decoder.py.


def evidence_of(q: Tensor, k: Tensor, v: Tensor, q_raw: Tensor, k_raw: Tensor, h: Tensor, attention_out: Tensor,
                frequency: Tensor, coefficients: Tensor, first_query: int, looks: List[int],
                given: List[Tensor]) -> Tuple[Tensor, List[Tensor]]:
  # q [H, T, d], k [G, T, d], v [G, T, dv] -> sums of attention [1, 1, G, E, g, T], and what probes
  # find, [1, rows, ...] each
  G = k.size(0)
  T = q.size(1)
  d = q.size(2)
  g = q.size(0) // G
  dv = v.size(2)
  E = coefficients.size(1)
  grouped = torch.permute(q.view([1, G, g, T, d]), [0, 1, 3, 2, 4])
  sums = torch.zeros([1, G, E, g, T], dtype=6, device=q.device)
  out = torch.empty([1, G, T, g, dv], dtype=q.dtype, device=q.device)
  sink = torch.empty([0], dtype=6, device=q.device)
  begin = 0 if PROBES > 0 else first_query
  attend_blocks(grouped, torch.unsqueeze(k, 0), torch.unsqueeze(v, 0), 0, begin, 0, sink, coefficients, sums, out)
  found = annotate(List[Tensor], [])
  if PROBES > 0:
    o = torch.reshape(torch.permute(out[0], [0, 2, 1, 3]), [G * g, T, dv])
    weights = annotate(List[Tensor], [])
    for i in range(HEADER + SLOTS):
      weights.append(attention_out)
    standing = annotate(List[List[Tensor]], [])
    seen = probe_layer(0, 0, T, looks, 0, h, h, q_raw, k_raw, q, k, v, o, k, v, weights, HEADER, 0, [frequency],
                       standing, given)
    found = by_sequence(seen[1], 1)
  return (torch.unsqueeze(sums, 0), found)
