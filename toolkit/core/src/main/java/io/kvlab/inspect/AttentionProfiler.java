package io.kvlab.inspect;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums up attention head by head, so that no more than one head's weights need to be held at a
 * time. Not safe for several threads.
 */
public final class AttentionProfiler {
  private final String subject;
  private final String capability;
  private final double[] entropy;
  private final double[] sinkMass;
  private final long[] queries;
  private final double[] mass;
  private final double[] massWithoutSinks;
  private final Map<String, Double> parts = new LinkedHashMap<>();
  private final List<Double> tops = AttentionProfile.tops();
  private long heads;
  private int examples;

  /**
   * @param layers of the model
   */
  public AttentionProfiler(String subject, String capability, int layers) {
    this.subject = subject;
    this.capability = capability;
    entropy = new double[layers];
    sinkMass = new double[layers];
    queries = new long[layers];
    mass = new double[tops.size()];
    massWithoutSinks = new double[tops.size()];
  }

  /** A further text begins. */
  public void example() {
    examples++;
  }

  /** Adds one head. */
  public void add(AttentionMap map) {
    int length = map.tokens().size();
    double[] received = new double[length];
    for (float[] row : map.weights()) {
      double sinks = 0;
      double bits = 0;
      for (int key = 0; key < length; key++) {
        double weight = row[key];
        received[key] += weight;
        sinks += key < AttentionProfile.SINKS ? weight : 0;
        bits -= weight > 0 ? weight * Math.log(weight) : 0;
      }
      entropy[map.layer()] += bits;
      sinkMass[map.layer()] += sinks;
      queries[map.layer()]++;
    }
    addParts(map);
    accumulate(received, mass);
    int sinks = Math.min(AttentionProfile.SINKS, length);
    accumulate(Arrays.copyOfRange(received, sinks, length), massWithoutSinks);
    heads++;
  }

  /** Adds what the queries that write the answer attend to; all queries where there is none. */
  private void addParts(AttentionMap map) {
    int from = 0;
    int to = map.weights().length;
    for (TextPart part : map.parts()) {
      if (part.kind().equals(TextPart.ANSWER) && part.tokens().length() > 0) {
        // a token is written by the query of the token in front of it
        from = Math.max(0, part.tokens().from() - 1 - map.firstQuery());
        to = Math.max(from + 1, part.tokens().to() - 1 - map.firstQuery());
      }
    }
    for (TextPart part : map.parts()) {
      double sum = 0;
      for (int query = from; query < to; query++) {
        for (int key = part.tokens().from(); key < part.tokens().to(); key++) {
          sum += map.weights()[query][key];
        }
      }
      parts.merge(part.kind(), sum / (to - from), Double::sum);
    }
  }

  /** Adds the share of attention on the most attended tokens. */
  private void accumulate(double[] received, double[] into) {
    double[] sorted = received.clone();
    Arrays.sort(sorted);
    double total = Arrays.stream(sorted).sum();
    if (total == 0) {
      return;
    }
    double sum = 0;
    int taken = 0;
    for (int i = 0; i < into.length; i++) {
      int count = (int) Math.max(1, Math.round(tops.get(i) * sorted.length));
      while (taken < count) {
        sum += sorted[sorted.length - 1 - taken++];
      }
      into[i] += sum / total;
    }
  }

  /** The means so far; at least one head must have been added. */
  public AttentionProfile profile() {
    if (heads == 0) {
      throw new IllegalStateException("no attention was added");
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    parts.forEach((kind, sum) -> shares.put(kind, sum / heads));
    return new AttentionProfile(
        subject,
        capability,
        examples,
        divided(entropy),
        divided(sinkMass),
        tops.stream().mapToDouble(Double::doubleValue).toArray(),
        Arrays.stream(mass).map(sum -> sum / heads).toArray(),
        Arrays.stream(massWithoutSinks).map(sum -> sum / heads).toArray(),
        shares);
  }

  private double[] divided(double[] sums) {
    double[] means = new double[sums.length];
    Arrays.setAll(means, layer -> queries[layer] == 0 ? Double.NaN : sums[layer] / queries[layer]);
    return means;
  }
}
