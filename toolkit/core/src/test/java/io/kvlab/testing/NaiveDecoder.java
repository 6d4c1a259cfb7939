package io.kvlab.testing;

import io.kvlab.internal.safetensors.Safetensors;
import io.kvlab.internal.safetensors.StoredTensor;
import io.kvlab.model.checkpoint.ModelConfig;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A Llama decoder (float32 checkpoint, tied embeddings, no biases) in plain loops and float64, one
 * token at a time, whose cache is a list per layer and KV head: what the fast path is held against.
 */
public final class NaiveDecoder {
  /** A cached key and value with its true position. */
  public record Entry(int position, double[] key, double[] value) {}

  private final ModelConfig config;
  private final Safetensors stored;
  private final List<List<List<Entry>>> cache = new ArrayList<>();
  private final double[][][] weights;
  private int next;

  public NaiveDecoder(Path folder) {
    config = ModelConfig.read(folder);
    stored = Safetensors.folder(folder);
    weights = new double[config.layers()][config.heads()][];
    for (int layer = 0; layer < config.layers(); layer++) {
      List<List<Entry>> heads = new ArrayList<>();
      for (int head = 0; head < config.kvHeads(); head++) {
        heads.add(new ArrayList<>());
      }
      cache.add(heads);
    }
  }

  /** The cached entries of one layer and KV head, in order of position. */
  public List<Entry> entries(int layer, int kvHead) {
    return cache.get(layer).get(kvHead);
  }

  /** Drops every entry of one head whose position is not kept. */
  public void retain(int layer, int kvHead, IntPredicate kept) {
    entries(layer, kvHead).removeIf(entry -> !kept.test(entry.position()));
  }

  /** The newest query's softmax weights on {@link #entries} of its KV head. */
  public double[] weights(int layer, int head) {
    return weights[layer][head];
  }

  /** Reads a token at the next position; returns its logits. */
  public double[] step(int token) {
    int hidden = config.hiddenSize();
    float[] embedding = matrix("model.embed_tokens.weight");
    double[] x = new double[hidden];
    for (int i = 0; i < hidden; i++) {
      x[i] = embedding[token * hidden + i];
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      String prefix = "model.layers." + layer + ".";
      double[] h = norm(x, matrix(prefix + "input_layernorm.weight"));
      double[] q = rope(times(matrix(prefix + "self_attn.q_proj.weight"), h));
      double[] k = rope(times(matrix(prefix + "self_attn.k_proj.weight"), h));
      double[] v = times(matrix(prefix + "self_attn.v_proj.weight"), h);
      add(x, times(matrix(prefix + "self_attn.o_proj.weight"), attend(layer, q, k, v)));
      h = norm(x, matrix(prefix + "post_attention_layernorm.weight"));
      double[] gate = times(matrix(prefix + "mlp.gate_proj.weight"), h);
      double[] up = times(matrix(prefix + "mlp.up_proj.weight"), h);
      for (int i = 0; i < gate.length; i++) {
        up[i] *= gate[i] / (1 + Math.exp(-gate[i]));
      }
      add(x, times(matrix(prefix + "mlp.down_proj.weight"), up));
    }
    next++;
    return times(embedding, norm(x, matrix("model.norm.weight")));
  }

  private double[] attend(int layer, double[] q, double[] k, double[] v) {
    int d = config.headDim();
    for (int head = 0; head < config.kvHeads(); head++) {
      entries(layer, head)
          .add(
              new Entry(
                  next,
                  java.util.Arrays.copyOfRange(k, head * d, (head + 1) * d),
                  java.util.Arrays.copyOfRange(v, head * d, (head + 1) * d)));
    }
    double[] out = new double[config.heads() * d];
    for (int head = 0; head < config.heads(); head++) {
      List<Entry> seen = entries(layer, head / config.groupSize());
      double[] p = new double[seen.size()];
      double total = 0;
      for (int i = 0; i < p.length; i++) {
        for (int c = 0; c < d; c++) {
          p[i] += q[head * d + c] * seen.get(i).key()[c];
        }
        p[i] = Math.exp(p[i] / Math.sqrt(d));
        total += p[i];
      }
      for (int i = 0; i < p.length; i++) {
        p[i] /= total;
        for (int c = 0; c < d; c++) {
          out[head * d + c] += p[i] * seen.get(i).value()[c];
        }
      }
      weights[layer][head] = p;
    }
    return out;
  }

  private double[] rope(double[] x) {
    int d = config.headDim();
    double[] frequencies =
        config.rotary().kinds().get(0).frequencies().stream().mapToDouble(f -> f).toArray();
    double[] turned = new double[x.length];
    for (int at = 0; at < x.length; at += d) {
      for (int i = 0; i < d / 2; i++) {
        double cos = Math.cos(next * frequencies[i]);
        double sin = Math.sin(next * frequencies[i]);
        turned[at + i] = x[at + i] * cos - x[at + d / 2 + i] * sin;
        turned[at + d / 2 + i] = x[at + d / 2 + i] * cos + x[at + i] * sin;
      }
    }
    return turned;
  }

  private double[] norm(double[] x, float[] weight) {
    double sum = 0;
    for (double value : x) {
      sum += value * value;
    }
    double scale = 1 / Math.sqrt(sum / x.length + config.norms().epsilon());
    double[] result = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      result[i] = x[i] * scale * weight[i];
    }
    return result;
  }

  private static double[] times(float[] matrix, double[] x) {
    double[] result = new double[matrix.length / x.length];
    for (int row = 0; row < result.length; row++) {
      for (int i = 0; i < x.length; i++) {
        result[row] += matrix[row * x.length + i] * x[i];
      }
    }
    return result;
  }

  private static void add(double[] x, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += y[i];
    }
  }

  private final java.util.Map<String, float[]> matrices = new java.util.HashMap<>();

  private float[] matrix(String name) {
    return matrices.computeIfAbsent(
        name,
        key -> {
          StoredTensor tensor = stored.get(key);
          FloatBuffer buffer = tensor.map(0, tensor.bytes()).asFloatBuffer();
          float[] values = new float[buffer.remaining()];
          buffer.get(values);
          return values;
        });
  }
}
