package io.kvlab.model.evidence;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.KvlabException;
import io.kvlab.internal.safetensors.Safetensors;
import io.kvlab.internal.safetensors.StoredTensor;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.TorchScript;
import io.kvlab.model.checkpoint.Packing;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Evidence from given queries and keys of one layer, computed by the same script as that of a
 * prefill.
 */
public final class TensorEvidence implements AutoCloseable {
  private final NDManager manager = Libtorch.manager(ai.djl.Device.cpu());
  private final TorchScript decoder = Packing.load(manager, "decoder.py");
  private final TorchScript tools =
      TorchScript.load(manager, TensorEvidence.class, "/io/kvlab/model/tensors.py");

  /**
   * Reads {@code q [heads, T, dim]} and {@code k [kv_heads, T, dim]}, after RoPE and in float32,
   * from a safetensors file.
   *
   * @return evidence of one layer
   */
  public Evidence read(Path file, Set<EvidenceKind> kinds) {
    Safetensors stored = Safetensors.file(file);
    StoredTensor q = stored.get("q");
    StoredTensor k = stored.get("k");
    long[] qs = q.shape();
    long[] ks = k.shape();
    boolean fits =
        qs.length == 3
            && ks.length == 3
            && qs[1] == ks[1]
            && qs[2] == ks[2]
            && qs[0] % Math.max(1, ks[0]) == 0
            && q.size() > 0;
    if (!fits || !q.dtype().equals("F32") || !k.dtype().equals("F32")) {
      throw KvlabException.usage(
          file + " must hold q [heads, T, dim] and k [kv_heads, T, dim] in F32");
    }
    return compute(floats(q), floats(k), (int) qs[0], (int) ks[0], (int) qs[1], kinds);
  }

  private static float[] floats(StoredTensor tensor) {
    FloatBuffer buffer = tensor.map(0, tensor.bytes()).asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  /**
   * Evidence of one layer.
   *
   * @param q {@code [heads, length, dim]}, row by row
   * @param k {@code [kvHeads, length, dim]}, row by row
   */
  public Evidence compute(
      float[] q, float[] k, int heads, int kvHeads, int length, Set<EvidenceKind> kinds) {
    int dim = k.length / (kvHeads * length);
    EvidenceRequest request = new EvidenceRequest(kinds);
    int[] past = {0};
    int[] counts = {length};
    try (IValue queries = IValues.tensor(manager, q, heads, length, dim);
        IValue keys = IValues.tensor(manager, k, kvHeads, length, dim);
        IValue coefficients =
            IValues.tensor(
                manager,
                request.coefficients(past, counts, length),
                1,
                request.attention().size(),
                length);
        IValue first = IValue.from(request.firstQuery(past, counts, length));
        IValue result = decoder.call("evidence_of", queries, keys, coefficients, first)) {
      IValue[] parts = result.toIValueTuple();
      try {
        return new EvidenceReader(1, heads, kvHeads, manager, tools, request, kinds)
            .read(parts[0], parts[1], 0, length, Optional.empty());
      } finally {
        IValues.close(parts);
      }
    }
  }

  @Override
  public void close() {
    decoder.close();
    tools.close();
    manager.close();
  }
}
