# Llama forward pass and masked cross entropy, as TorchScript source.
#
# ids      [batch, time]      token ids
# at       [n]                flat positions whose next token counts
# target   [n]                that next token
# weight   [n]                what it counts
# cos, sin [time, dim / 2]    rotary angles
# w        2 + 9 * layers     embedding, final norm, then per layer: norm, q, k, v, o, norm, gate, up, down
# dtype    6 = float32, 15 = bfloat16: what matrix products and attention are computed in
# total    what the weighted loss is divided by
# mode     0 = weighted loss, 1 = the most likely next tokens [n]
def loss(ids: Tensor, at: Tensor, target: Tensor, weight: Tensor, total: float, cos: Tensor, sin: Tensor, w: List[Tensor], layers: int, heads: int, kv_heads: int, eps: float, dtype: int, mode: int) -> Tensor:
  batch = torch.size(ids, 0)
  time = torch.size(ids, 1)
  half = torch.size(cos, 1)
  dim = half * 2
  group = torch.floordiv(heads, kv_heads)
  n_qk = (heads + kv_heads) * dim
  c = torch.unsqueeze(cos, 1).to(dtype)
  s = torch.unsqueeze(sin, 1).to(dtype)
  x = torch.embedding(w[0], ids).to(dtype)
  hidden = torch.size(x, 2)
  for layer in range(layers):
    o = 2 + layer * 9
    norm = torch.linalg_vector_norm(x, 2, [-1], True)
    r = torch.rsqrt(torch.add(torch.div(torch.mul(norm, norm), hidden), eps))
    h = torch.mul(x, r).to(dtype)
    qkv = torch.mul(torch.cat([w[o + 1], w[o + 2], w[o + 3]], 0), w[o]).to(dtype)
    y = torch.linear(h, qkv)
    qk = torch.view(y[:, :, 0:n_qk], [batch, time, heads + kv_heads, dim])
    a = qk[:, :, :, 0:half]
    b = qk[:, :, :, half:dim]
    turned = torch.transpose(torch.cat([torch.sub(torch.mul(a, c), torch.mul(b, s)), torch.add(torch.mul(b, c), torch.mul(a, s))], 3), 1, 2)
    q = turned[:, 0:heads]
    k = turned[:, heads:heads + kv_heads]
    v = torch.transpose(torch.view(y[:, :, n_qk:], [batch, time, kv_heads, dim]), 1, 2)
    if group > 1:
      k = torch.reshape(torch.expand(torch.unsqueeze(k, 2), [batch, kv_heads, group, time, dim]), [batch, heads, time, dim])
      v = torch.reshape(torch.expand(torch.unsqueeze(v, 2), [batch, kv_heads, group, time, dim]), [batch, heads, time, dim])
    y = torch.scaled_dot_product_attention(q, k, v, None, 0., True)
    y = torch.reshape(torch.transpose(y, 1, 2), [batch, time, heads * dim])
    x = torch.add(x, torch.linear(y, w[o + 4].to(dtype)))
    norm = torch.linalg_vector_norm(x, 2, [-1], True)
    r = torch.rsqrt(torch.add(torch.div(torch.mul(norm, norm), hidden), eps))
    h = torch.mul(x, r).to(dtype)
    g = torch.silu(torch.linear(h, torch.mul(w[o + 6], w[o + 5]).to(dtype)))
    u = torch.linear(h, torch.mul(w[o + 7], w[o + 5]).to(dtype))
    x = torch.add(x, torch.linear(torch.mul(g, u), w[o + 8].to(dtype)))
  x = torch.index_select(torch.view(x, [batch * time, hidden]), 0, at)
  norm = torch.linalg_vector_norm(x, 2, [-1], True)
  r = torch.rsqrt(torch.add(torch.div(torch.mul(norm, norm), hidden), eps))
  logits = torch.linear(torch.mul(x, r).to(dtype), torch.mul(w[0], w[1]).to(dtype)).to(6)
  if mode == 0:
    entropy = torch.cross_entropy_loss(logits, target, None, 0)
    result = torch.div(torch.sum(torch.mul(entropy, weight)), total)
  else:
    result = torch.argmax(logits, 1)
  return result
