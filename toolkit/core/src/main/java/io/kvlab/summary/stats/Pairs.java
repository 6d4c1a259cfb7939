package io.kvlab.summary.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The same examples under two treatments.
 *
 * @param first answers right under the first treatment, per example (a score times the size where
 *     scores are fractional)
 * @param second likewise under the second
 * @param sizes answers per example: 1, or more where one generation answers several questions
 */
public record Pairs(double[] first, double[] second, double[] sizes) {
  public Pairs {
    if (first.length != second.length || first.length != sizes.length) {
      throw new IllegalArgumentException("pairs come in equal numbers");
    }
  }

  /** Number of pairs. */
  public int count() {
    return first.length;
  }

  /** Share right under the second treatment minus share right under the first. */
  public double effect() {
    return Arrays.stream(differences()).sum() / Arrays.stream(sizes).sum();
  }

  /** The BCa bootstrap interval of {@link #effect}, examples resampled whole. */
  public Interval interval(Bootstrap bootstrap, double confidence) {
    return intervals(List.of(this), bootstrap, confidence).get(0);
  }

  /**
   * The {@linkplain #interval interval} of each. Most of the work is drawing examples; it is shared
   * by all that have equally many.
   */
  public static List<Interval> intervals(List<Pairs> all, Bootstrap bootstrap, double confidence) {
    Interval[] intervals = new Interval[all.size()];
    Map<Integer, List<Integer>> byCount =
        IntStream.range(0, intervals.length)
            .boxed()
            .collect(Collectors.groupingBy(i -> all.get(i).count()));
    byCount.values().stream().flatMap(Pairs::parts).toList().parallelStream()
        .forEach(
            part -> {
              List<Pairs> some = part.stream().map(all::get).toList();
              List<double[]> values =
                  bootstrap.resample(
                      some.get(0).count(), some.stream().map(Pairs::statistic).toList());
              for (int i = 0; i < part.size(); i++) {
                intervals[part.get(i)] = some.get(i).interval(values.get(i), confidence);
              }
            });
    return List.of(intervals);
  }

  /** As many parts as threads may work on. */
  private static Stream<List<Integer>> parts(List<Integer> whole) {
    int size = 1 + (whole.size() - 1) / Runtime.getRuntime().availableProcessors();
    return IntStream.iterate(0, from -> from < whole.size(), from -> from + size)
        .mapToObj(from -> whole.subList(from, Math.min(from + size, whole.size())));
  }

  private Interval interval(double[] values, double confidence) {
    double[] differences = differences();
    double difference = Arrays.stream(differences).sum();
    double total = Arrays.stream(sizes).sum();
    double[] left = new double[count() < 2 ? 0 : count()];
    Arrays.setAll(left, i -> (difference - differences[i]) / (total - sizes[i]));
    return Bootstrap.bca(values, statistic().of(Bootstrap.all(count())), left, confidence);
  }

  /**
   * {@link #effect} of some of the pairs; of whole numbers, as nearly all are, four times faster.
   */
  private Bootstrap.Statistic statistic() {
    double[] differences = differences();
    if (!whole(differences) || !whole(sizes)) {
      return members -> ratio(differences, members);
    }
    int[] wholeDifferences = Arrays.stream(differences).mapToInt(d -> (int) d).toArray();
    int[] wholeSizes = Arrays.stream(sizes).mapToInt(d -> (int) d).toArray();
    return members -> ratio(wholeDifferences, wholeSizes, members);
  }

  /** Whether sums of as many of them are whole and fit. */
  private static boolean whole(double[] values) {
    return Arrays.stream(values)
        .allMatch(v -> v == Math.rint(v) && Math.abs(v) * values.length < Integer.MAX_VALUE);
  }

  private static double ratio(int[] differences, int[] sizes, int[] members) {
    int difference = 0;
    int total = 0;
    for (int member : members) {
      difference += differences[member];
      total += sizes[member];
    }
    return (double) difference / total;
  }

  private double ratio(double[] differences, int[] members) {
    double difference = 0;
    double total = 0;
    for (int member : members) {
      difference += differences[member];
      total += sizes[member];
    }
    return difference / total;
  }

  /** Exact McNemar, or its form for answers that share a generation: {@link SignFlips}. */
  public double pValue(long seed) {
    return SignFlips.pValue(differences(), seed);
  }

  /** Standard deviation of the differences, where any of them is a fraction; else empty. */
  public OptionalDouble spread() {
    double[] differences = differences();
    if (count() < 2 || Arrays.stream(differences).allMatch(d -> d == Math.rint(d))) {
      return OptionalDouble.empty();
    }
    double mean = Arrays.stream(differences).average().orElse(0);
    double squares = Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
    return OptionalDouble.of(Math.sqrt(squares / (count() - 1)));
  }

  /** Second minus first, per example. */
  public double[] differences() {
    double[] differences = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      differences[i] = second[i] - first[i];
    }
    return differences;
  }
}
