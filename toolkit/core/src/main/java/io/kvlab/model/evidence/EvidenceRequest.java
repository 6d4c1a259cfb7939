package io.kvlab.model.evidence;

import io.kvlab.model.evidence.EvidenceKind.AccumulatedAttention;
import io.kvlab.model.evidence.EvidenceKind.KeyNorm;
import io.kvlab.model.evidence.EvidenceKind.KeySimilarity;
import io.kvlab.model.evidence.EvidenceKind.RampAttention;
import io.kvlab.model.evidence.EvidenceKind.WindowAttention;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Evidence as the decoder gathers it: every kind of attention evidence is a weighted sum over
 * queries, given by one coefficient per query.
 */
public final class EvidenceRequest {
  private final List<EvidenceKind> attention = new ArrayList<>();
  private final boolean keys;

  public EvidenceRequest(Set<EvidenceKind> kinds) {
    boolean anyKeys = false;
    for (EvidenceKind kind : kinds) {
      if (kind instanceof KeyNorm || kind instanceof KeySimilarity) {
        anyKeys = true;
      } else {
        attention.add(kind);
      }
    }
    this.keys = anyKeys;
  }

  /** Whether anything is gathered. */
  public boolean any() {
    return keys || !attention.isEmpty();
  }

  /** Kinds that are sums over queries, in the order of the coefficients. */
  public List<EvidenceKind> attention() {
    return attention;
  }

  public boolean keys() {
    return keys;
  }

  /** How many of the last queries of a prompt of {@code length} a kind sums over. */
  static int queries(EvidenceKind kind, int length) {
    if (kind instanceof WindowAttention window) {
      return Math.min(length, window.window());
    }
    if (kind instanceof RampAttention ramp) {
      return Math.min(length, 1 + (int) (ramp.recent() * length));
    }
    return kind instanceof AccumulatedAttention ? length : 0;
  }

  /**
   * Coefficients {@code [batch, kinds, tokens]} for new tokens at the end of prompts.
   *
   * @param past tokens before them
   */
  public float[] coefficients(int[] past, int[] counts, int tokens) {
    float[] result = new float[past.length * attention.size() * tokens];
    for (int i = 0; i < past.length; i++) {
      int length = past[i] + counts[i];
      for (int e = 0; e < attention.size(); e++) {
        int queries = queries(attention.get(e), length);
        int at = (i * attention.size() + e) * tokens;
        for (int t = Math.max(0, counts[i] - queries); t < counts[i]; t++) {
          result[at + t] = coefficient(attention.get(e), t - (counts[i] - queries), queries);
        }
      }
    }
    return result;
  }

  private static float coefficient(EvidenceKind kind, int row, int rows) {
    return kind instanceof RampAttention ? rampCoefficient(row, rows) : 1;
  }

  private static float rampCoefficient(int row, int rows) {
    double ramp = rows == 1 ? 1 : 1 + 0.2 * row / (rows - 1);
    return (float) (ramp / rows);
  }

  /** Refuses to sum over queries that lie in a prefix read earlier. */
  public void requireEnough(int past, int count) {
    for (EvidenceKind kind : attention) {
      int queries = queries(kind, past + count);
      if (past > 0 && queries > count && !(kind instanceof AccumulatedAttention)) {
        throw new IllegalArgumentException(
            kind
                + " needs the last "
                + queries
                + " queries, but only "
                + count
                + " tokens follow the shared prefix");
      }
    }
  }

  /** The coefficients {@code [length]} of a ramp over the last {@code queries} queries. */
  public static float[] ramp(int length, int queries) {
    float[] result = new float[length];
    for (int row = 0; row < queries; row++) {
      result[length - queries + row] = rampCoefficient(row, queries);
    }
    return result;
  }

  /** The first new token with any coefficient. */
  public int firstQuery(int[] past, int[] counts, int tokens) {
    int first = tokens;
    for (int i = 0; i < past.length; i++) {
      for (EvidenceKind kind : attention) {
        first = Math.min(first, Math.max(0, counts[i] - queries(kind, past[i] + counts[i])));
      }
    }
    return first;
  }
}
