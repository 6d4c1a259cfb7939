package io.kvlab.result;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a row states beyond that which every row states, by name; names of a newer kvlab are kept as
 * they are. Values are String, Long, Double, or lists of Long or of Double.
 *
 * @param values by {@link Detail#title}
 */
public record Details(SortedMap<String, Object> values) {
  /** Nothing stated. */
  public static final Details NONE = new Details(Collections.emptySortedMap());

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

  public Details {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    values.forEach(Details::requireStatable);
  }

  private static void requireStatable(String name, Object value) {
    if (!NAME.matcher(name).matches() || RowColumn.isTaken(name)) {
      throw new IllegalArgumentException("'" + name + "' is no name of a detail");
    }
    Optional<Kind> wanted = Detail.named(name).map(Detail::kind);
    if (wanted.isPresent() && !matches(wanted.get(), value)) {
      throw new IllegalArgumentException(name + " holds " + wanted.get());
    }
  }

  private static boolean matches(Kind kind, Object value) {
    return switch (kind) {
      case TEXT -> value instanceof String;
      case WHOLE -> value instanceof Long;
      case REAL -> value instanceof Double;
      case WHOLES ->
          value instanceof List<?> list && list.stream().allMatch(Long.class::isInstance);
      case REALS ->
          value instanceof List<?> list && list.stream().allMatch(Double.class::isInstance);
      case METRICS, DETAILS -> false;
    };
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** What is stated, and a text. */
  public Details with(Detail detail, String value) {
    return and(detail, value);
  }

  /** What is stated, and a whole number. */
  public Details with(Detail detail, long value) {
    return detail.kind() == Kind.REAL ? and(detail, (double) value) : and(detail, value);
  }

  /** What is stated, and a number. */
  public Details with(Detail detail, double value) {
    return and(detail, value);
  }

  /** What is stated, and whole numbers. */
  public Details with(Detail detail, long[] value) {
    return and(detail, Arrays.stream(value).boxed().toList());
  }

  /** What is stated, and numbers. */
  public Details with(Detail detail, double[] value) {
    return and(detail, Arrays.stream(value).boxed().toList());
  }

  private Details and(Detail detail, Object value) {
    SortedMap<String, Object> more = new TreeMap<>(values);
    more.put(detail.title(), value);
    return new Details(more);
  }

  /** A text, where it is stated. */
  public Optional<String> text(Detail detail) {
    return Optional.ofNullable((String) values.get(detail.title()));
  }

  /** A whole number, where it is stated. */
  public Optional<Long> whole(Detail detail) {
    return Optional.ofNullable((Long) values.get(detail.title()));
  }

  /** A number, where it is stated. */
  public Optional<Double> real(Detail detail) {
    return Optional.ofNullable((Double) values.get(detail.title()));
  }

  /** Whole numbers, where they are stated. */
  public Optional<long[]> wholes(Detail detail) {
    return list(detail).map(list -> list.stream().mapToLong(each -> (Long) each).toArray());
  }

  /** Numbers, where they are stated. */
  public Optional<double[]> reals(Detail detail) {
    return list(detail).map(list -> list.stream().mapToDouble(each -> (Double) each).toArray());
  }

  private Optional<List<?>> list(Detail detail) {
    return Optional.ofNullable((List<?>) values.get(detail.title()));
  }

  /** What a value is; for a name that this kvlab does not know, by what is there. */
  static Kind kindOf(String name, Object value) {
    Optional<Detail> known = Detail.named(name);
    if (known.isPresent()) {
      return known.get().kind();
    }
    for (Kind kind : List.of(Kind.TEXT, Kind.WHOLE, Kind.REAL, Kind.WHOLES, Kind.REALS)) {
      if (matches(kind, value)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(name + " is neither text nor numbers");
  }

  /** No details. */
  static Details of(Map<String, Object> values) {
    return values.isEmpty() ? NONE : new Details(new TreeMap<>(values));
  }
}
