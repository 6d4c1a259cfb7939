package io.kvlab.store;

import io.kvlab.cache.Selection;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is remembered of a selection: how many positions each layer and KV head kept.
 *
 * @param counts {@code [layers][kv_heads]}
 */
public record KeptCounts(int[][] counts) {
  private static final Pattern TEXT = Pattern.compile("[0-9]{1,9}([,;][0-9]{1,9})*");

  /** The counts of a selection. */
  public static KeptCounts of(Selection selection) {
    return new KeptCounts(
        IntStream.range(0, selection.layers())
            .mapToObj(
                layer ->
                    IntStream.range(0, selection.kvHeads())
                        .map(head -> selection.count(layer, head))
                        .toArray())
            .toArray(int[][]::new));
  }

  /** Entries over all layers and KV heads. */
  public long total() {
    return Arrays.stream(counts).flatMapToInt(Arrays::stream).asLongStream().sum();
  }

  /** Heads separated by commas, layers by semicolons: {@code 16,16;8,24}. */
  String text() {
    return Arrays.stream(counts)
        .map(
            heads ->
                Arrays.stream(heads).mapToObj(String::valueOf).collect(Collectors.joining(",")))
        .collect(Collectors.joining(";"));
  }

  /** The counts that a text states, or empty if it states none. */
  static Optional<KeptCounts> parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new KeptCounts(
            Arrays.stream(text.split(";", -1))
                .map(
                    heads ->
                        Arrays.stream(heads.split(",", -1)).mapToInt(Integer::parseInt).toArray())
                .toArray(int[][]::new)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeptCounts that && Arrays.deepEquals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(counts);
  }

  @Override
  public String toString() {
    return "KeptCounts[" + text() + "]";
  }
}
