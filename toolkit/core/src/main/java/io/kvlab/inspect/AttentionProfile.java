package io.kvlab.inspect;

import java.util.List;
import java.util.Map;

/**
 * Attention in a few numbers, means over heads and queries.
 *
 * @param subject what the text is: a task
 * @param capability the ability that it measures
 * @param examples texts that the means are over
 * @param entropy of a query's weights, nats, by layer
 * @param sinkMass share of attention on the first {@value #SINKS} tokens, by layer
 * @param top shares of tokens, ascending, 0..1: those most attended to
 * @param mass share of attention on each of {@code top}
 * @param massWithoutSinks the same when the first {@value #SINKS} tokens and their attention are
 *     left out
 * @param parts share of attention on each kind of part ({@code shot}, {@code question} ...), in
 *     order of the text; of the queries that write the answer, where the text has one
 */
public record AttentionProfile(
    String subject,
    String capability,
    int examples,
    double[] entropy,
    double[] sinkMass,
    double[] top,
    double[] mass,
    double[] massWithoutSinks,
    Map<String, Double> parts) {

  /** Tokens at the start of a text that attract attention whatever they are (Xiao et al. 2023). */
  public static final int SINKS = 4;

  /** The shares of tokens at which masses are given. */
  static List<Double> tops() {
    return List.of(0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0);
  }
}
