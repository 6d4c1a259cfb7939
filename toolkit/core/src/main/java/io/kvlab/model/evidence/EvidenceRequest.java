package io.kvlab.model.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Evidence as the decoder gathers it: sums over queries, given by one coefficient per query, and
 * probes.
 */
public final class EvidenceRequest {
  private final List<AttentionSum> attention = new ArrayList<>();
  private final List<Probe> probes = new ArrayList<>();

  private final List<Probe.Replay> replays = new ArrayList<>();

  private EvidenceRequest() {}

  public EvidenceRequest(Set<EvidenceKind> kinds) {
    for (EvidenceKind kind : kinds) {
      if (kind instanceof AttentionSum sum) {
        attention.add(sum);
      } else if (kind instanceof Probe.Replay replay) {
        replays.add(replay);
      } else {
        probes.add((Probe) kind);
      }
    }
    // states are kept in this order, and a program is loaded for it
    probes.sort(Comparator.comparing(probe -> probe.getClass().getName() + probe));
  }

  /** What a replay alone sees of a reading. */
  public static EvidenceRequest of(Probe.Replay replay) {
    EvidenceRequest request = new EvidenceRequest();
    request.probes.add(replay);
    return request;
  }

  /** Whether anything is gathered. */
  public boolean any() {
    return !probes.isEmpty() || !attention.isEmpty();
  }

  /** Kinds that are sums over queries, in the order of the coefficients. */
  public List<AttentionSum> attention() {
    return attention;
  }

  /** Kinds that read a text of their own afterwards. */
  public List<Probe.Replay> replays() {
    return replays;
  }

  /** Kinds with scripts of their own. */
  public List<Probe> probes() {
    return probes;
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
        int queries = attention.get(e).queries(length);
        int at = (i * attention.size() + e) * tokens;
        for (int t = Math.max(0, counts[i] - queries); t < counts[i]; t++) {
          int row = t - (counts[i] - queries);
          result[at + t] = attention.get(e).coefficient(row, queries);
        }
      }
    }
    return result;
  }

  /** Refuses to look at queries that lie in a prefix read earlier. */
  public void requireEnough(int past, int count) {
    for (EvidenceKind kind : all()) {
      int queries = kind.lastQueries(past + count);
      if (past > 0 && queries > count) {
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

  private List<EvidenceKind> all() {
    List<EvidenceKind> all = new ArrayList<>(attention);
    all.addAll(probes);
    return all;
  }

  /** The first new token with any coefficient. */
  public int firstQuery(int[] past, int[] counts, int tokens) {
    int first = tokens;
    for (int i = 0; i < past.length; i++) {
      for (AttentionSum kind : attention) {
        first = Math.min(first, Math.max(0, counts[i] - kind.queries(past[i] + counts[i])));
      }
    }
    return first;
  }

  /**
   * Per sequence and probe the first new token whose attention it looks at.
   *
   * @param whole whether the prompts end with these tokens
   */
  public List<Integer> firstQueries(int[] past, int[] counts, boolean whole) {
    List<Integer> first = new ArrayList<>();
    for (int i = 0; i < past.length; i++) {
      for (Probe probe : probes) {
        int last = probe.lastQueries(past[i] + counts[i]);
        int looked = last == 0 ? counts[i] : whole ? last : 0;
        first.add(Math.max(0, counts[i] - looked));
      }
    }
    return first;
  }

  /** The coefficients {@code [length]} of a sum over the last {@code queries} queries. */
  public static float[] coefficients(AttentionSum kind, int length, int queries) {
    float[] result = new float[length];
    for (int row = 0; row < queries; row++) {
      result[length - queries + row] = kind.coefficient(row, queries);
    }
    return result;
  }
}
