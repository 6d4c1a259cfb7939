package io.kvlab.policy;

import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.KeyNorms;
import io.kvlab.model.evidence.RampAttention;
import io.kvlab.model.evidence.WindowAttention;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Evidence straight from its definition, in double, with the whole attention matrix. */
public final class NaiveEvidence {
  private NaiveEvidence() {}

  /**
   * @param q {@code [heads][T][dim]}
   * @param k {@code [kv_heads][T][dim]}
   */
  public static Evidence of(float[][][] q, float[][][] k, Set<EvidenceKind> kinds) {
    Map<EvidenceKind, float[][][]> values = new HashMap<>();
    for (EvidenceKind kind : kinds) {
      int rows = kind.scope().rows(q.length, k.length);
      values.put(kind, new float[1][rows][]);
    }
    for (int head = 0; head < q.length; head++) {
      double[][] weights = attention(q[head], k[head / (q.length / k.length)]);
      for (Map.Entry<EvidenceKind, float[][][]> entry : values.entrySet()) {
        EvidenceKind kind = entry.getKey();
        float[][] rows = entry.getValue()[0];
        if (head < rows.length) {
          rows[head] =
              kind.scope() == EvidenceKind.Scope.QUERY_HEAD
                  ? received(weights, kind)
                  : ofKeys(k[head], kind);
        }
      }
    }
    return new Evidence(1, q.length, k.length, q[0].length, values);
  }

  /** Causal softmax weights, {@code [query][key]}. */
  public static double[][] attention(float[][] q, float[][] k) {
    int n = q.length;
    double[][] weights = new double[n][n];
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int j = 0; j <= i; j++) {
        weights[i][j] = Math.exp(dot(q[i], k[j]) / Math.sqrt(q[i].length));
        sum += weights[i][j];
      }
      for (int j = 0; j <= i; j++) {
        weights[i][j] /= sum;
      }
    }
    return weights;
  }

  private static float[] received(double[][] weights, EvidenceKind kind) {
    int n = weights.length;
    int rows = n;
    if (kind instanceof WindowAttention window) {
      rows = Math.min(n, window.window());
    } else if (kind instanceof RampAttention ramp) {
      rows = Math.min(n, 1 + (int) Math.floor(ramp.recent() * n));
    }
    float[] received = new float[n];
    for (int key = 0; key < n; key++) {
      double sum = 0;
      for (int r = 0; r < rows; r++) {
        double factor = 1;
        if (kind instanceof RampAttention) {
          factor = (rows == 1 ? 1 : 1 + 0.2 * r / (rows - 1)) / rows;
        }
        sum += factor * weights[n - rows + r][key];
      }
      received[key] = (float) sum;
    }
    return received;
  }

  private static float[] ofKeys(float[][] k, EvidenceKind kind) {
    double[] mean = new double[k[0].length];
    for (float[] key : k) {
      for (int d = 0; d < mean.length; d++) {
        mean[d] += key[d] / Math.sqrt(dot(key, key)) / k.length;
      }
    }
    double length = 0;
    for (double m : mean) {
      length += m * m;
    }
    float[] values = new float[k.length];
    for (int j = 0; j < k.length; j++) {
      double norm = Math.sqrt(dot(k[j], k[j]));
      double along = 0;
      for (int d = 0; d < mean.length; d++) {
        along += mean[d] * k[j][d];
      }
      values[j] = (float) (kind instanceof KeyNorms ? norm : along / norm / Math.sqrt(length));
    }
    return values;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int d = 0; d < a.length; d++) {
      sum += (double) a[d] * b[d];
    }
    return sum;
  }
}
