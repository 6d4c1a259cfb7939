package io.kvlab.report.plot;

import io.kvlab.KvlabException;
import io.kvlab.plan.CellKey;
import io.kvlab.policy.Budget;
import io.kvlab.policy.method.StandardPolicies;
import io.kvlab.summary.SummaryCell;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What cells of a grid differ in: the words after {@code by}, {@code color} and {@code facet}. */
public enum Dimension {
  MODEL("model", key -> key.workload().model()),
  TASK("task", key -> key.workload().task()),
  CAPABILITY("capability", key -> key.workload().capability()),
  POLICY("policy", key -> StandardPolicies.LABELS.of(key.treatment().policy())),
  RATIO("ratio", key -> key.treatment().budget() instanceof Budget.Ratio ratio ? ratio + "" : ""),
  CAPACITY(
      "capacity",
      key -> key.treatment().budget() instanceof Budget.Capacity capacity ? capacity + "" : ""),
  SHOTS("shots", key -> key.workload().shots() + " shots"),
  AT("at", key -> "at " + key.treatment().point().keyword()),
  DECODE("decode", key -> key.treatment().decode().map(budget -> "decode " + budget).orElse("")),
  SETTINGS("settings", key -> key.workload().settings()),
  /** The share really kept; only as the horizontal axis. */
  KEPT("kept", key -> ""),
  /** Memory really held; only as the horizontal axis. */
  KV_BYTES("kv_bytes", key -> "");

  private final String word;
  private final Function<CellKey, String> label;

  Dimension(String word, Function<CellKey, String> label) {
    this.word = word;
    this.label = label;
  }

  /** The word of the language. */
  public String word() {
    return word;
  }

  /** What a cell is in this dimension, in words. */
  String label(CellKey key) {
    return label.apply(key);
  }

  /** What a cell is in this dimension, as a number; empty where it has none. */
  OptionalDouble number(SummaryCell cell) {
    CellKey key = cell.key();
    return switch (this) {
      case RATIO ->
          key.treatment().budget() instanceof Budget.Ratio ratio
              ? OptionalDouble.of(ratio.value().doubleValue())
              : OptionalDouble.empty();
      case CAPACITY ->
          key.treatment().budget() instanceof Budget.Capacity capacity
              ? OptionalDouble.of(capacity.value())
              : OptionalDouble.empty();
      case SHOTS -> OptionalDouble.of(key.workload().shots());
      case KEPT -> OptionalDouble.of(cell.cache().kept());
      case KV_BYTES -> OptionalDouble.of(cell.cache().bytes());
      default -> OptionalDouble.empty();
    };
  }

  /** The dimension of this name among those that fit. */
  static Dimension named(String word, String clause, Collection<Dimension> fitting) {
    return fitting.stream()
        .filter(dimension -> dimension.word.equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                KvlabException.usage(
                    "A plot cannot be drawn %s \"%s\"; there is %s."
                        .formatted(
                            clause,
                            word,
                            fitting.stream()
                                .map(Dimension::word)
                                .collect(Collectors.joining(", ")))));
  }

  /** Dimensions with a number for the horizontal axis. */
  static Collection<Dimension> numeric() {
    return Arrays.asList(RATIO, CAPACITY, SHOTS, KEPT, KV_BYTES);
  }

  /** Dimensions that tell cells apart by words. */
  static Collection<Dimension> named() {
    return Arrays.asList(
        MODEL, TASK, CAPABILITY, POLICY, RATIO, CAPACITY, SHOTS, AT, DECODE, SETTINGS);
  }
}
