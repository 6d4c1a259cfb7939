package io.kvlab.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.KvlabException;
import io.kvlab.cache.EntryFormat;
import io.kvlab.internal.safetensors.Safetensors;
import io.kvlab.internal.safetensors.StoredTensor;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;
import io.kvlab.model.checkpoint.Attention;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.EvidenceReader;
import io.kvlab.model.evidence.EvidenceRequest;
import io.kvlab.model.evidence.ProbeScripts;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Evidence from given tensors of one layer, computed by the same scripts as that of a prefill.
 * Needed are queries and keys; what else a probe asks for must be among the tensors.
 */
public final class TensorEvidence implements AutoCloseable {
  /** What a file may hold beside q and k, and the parameter of a probe's script that needs it. */
  private static final List<String> OPTIONAL =
      List.of("v", "q_raw", "k_raw", "h", "output", "frequency");

  private final NDManager manager = Libtorch.manager(Device.cpu());
  private final TorchScript tools = TorchScript.load(manager, Model.class, "tensors.py");

  /** Tensors of one layer, float32, and their shapes. */
  private record Given(float[] values, long... shape) {}

  /**
   * Reads {@code q [heads, T, dim]} and {@code k [kv_heads, T, dim]}, after RoPE and in float32,
   * from a safetensors file; also {@code v}, {@code q_raw} and {@code k_raw} (before RoPE), {@code
   * h [T, hidden]}, {@code output [hidden, heads * dim]} and {@code frequency [dim / 2]} if they
   * are there.
   *
   * @return evidence of one layer
   */
  public Evidence read(Path file, Set<EvidenceKind> kinds) {
    Safetensors stored = Safetensors.file(file);
    Given q = given(file, stored.get("q"));
    Given k = given(file, stored.get("k"));
    long[] qs = q.shape();
    long[] ks = k.shape();
    boolean fits =
        qs.length == 3
            && ks.length == 3
            && qs[1] == ks[1]
            && qs[2] == ks[2]
            && qs[0] % Math.max(1, ks[0]) == 0
            && q.values().length > 0;
    if (!fits) {
      throw KvlabException.usage(
          file + " must hold q [heads, T, dim] and k [kv_heads, T, dim] in F32");
    }
    EvidenceRequest request = new EvidenceRequest(kinds);
    Given[] others = new Given[OPTIONAL.size()];
    for (int i = 0; i < others.length; i++) {
      String name = OPTIONAL.get(i);
      if (stored.names().contains(name)) {
        others[i] = given(file, stored.get(name));
      } else if (ProbeScripts.asksFor(request.probes(), name.equals("v") ? "values" : name)
          || ProbeScripts.asksFor(request.probes(), name)) {
        throw KvlabException.usage(
            file + " holds no tensor " + name + ", which this policy looks at");
      } else {
        others[i] = name.equals("v") ? k : new Given(new float[0], 0);
      }
    }
    return compute(q, k, others, request);
  }

  private static Given given(Path file, StoredTensor tensor) {
    if (!tensor.dtype().equals("F32")) {
      throw KvlabException.usage(
          file + " must hold q [heads, T, dim] and k [kv_heads, T, dim] in F32");
    }
    FloatBuffer buffer = tensor.map(0, tensor.bytes()).asFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return new Given(values, tensor.shape());
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
    Given keys = new Given(k, kvHeads, length, dim);
    Given[] others = new Given[OPTIONAL.size()];
    Arrays.fill(others, new Given(new float[0], 0));
    others[0] = keys;
    return compute(new Given(q, heads, length, dim), keys, others, new EvidenceRequest(kinds));
  }

  private Evidence compute(Given q, Given k, Given[] others, EvidenceRequest request) {
    int heads = (int) q.shape()[0];
    int kvHeads = (int) k.shape()[0];
    int length = (int) k.shape()[1];
    int dim = (int) k.shape()[2];
    ModelConfig config =
        ModelConfig.llama(1, dim, 1, Attention.plain(heads, kvHeads, dim), 1, length, true);
    EntryFormat format = EntryFormat.plain(dim, config.attention().valueDim(), ScalarType.FLOAT32);
    int[] past = {0};
    int[] counts = {length};
    long[] looks =
        Look.prompts(ProbeStates.none(), true, false)
            .numbers(counts, request.firstQueries(past, counts, true));
    IValue[] tensors =
        Arrays.stream(others)
            .map(one -> IValues.tensor(manager, one.values(), one.shape()))
            .toArray(IValue[]::new);
    List<IValue> given =
        ProbeScripts.tensors(request.probes()).stream()
            .map(tensor -> IValues.tensor(manager, tensor.values(), tensor.shape()))
            .toList();
    try (TorchScript program = DecoderProgram.load(manager, config, format, request.probes());
        IValue queries = IValues.tensor(manager, q.values(), q.shape());
        IValue keys = IValues.tensor(manager, k.values(), k.shape());
        IValue coefficients =
            IValues.tensor(
                manager,
                request.coefficients(past, counts, length),
                1,
                request.attention().size(),
                length);
        IValue first = IValue.from(request.firstQuery(past, counts, length));
        IValue looked = IValue.listFrom(looks);
        IValue brought = IValues.list(given);
        IValue result =
            program.call(
                "evidence_of",
                queries,
                keys,
                tensors[0],
                tensors[1],
                tensors[2],
                tensors[3],
                tensors[4],
                tensors[5],
                coefficients,
                first,
                looked,
                brought)) {
      IValue[] parts = result.toIValueTuple();
      try {
        return new Evidence(
            1,
            heads,
            kvHeads,
            length,
            new EvidenceReader(1, heads, kvHeads, manager, tools, request)
                .read(parts[0], parts[1], 0, length, Optional.empty()));
      } finally {
        IValues.close(parts);
      }
    } finally {
      IValues.close(tensors);
      given.forEach(IValue::close);
    }
  }

  @Override
  public void close() {
    tools.close();
    manager.close();
  }
}
