package io.kvlab.result;

import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.plan.CellKey;
import io.kvlab.result.ExampleRow.Answer;
import io.kvlab.result.ExampleRow.CacheUse;
import io.kvlab.result.ExampleRow.ExampleId;
import io.kvlab.result.ExampleRow.Failed;
import io.kvlab.result.ExampleRow.Fidelity;
import io.kvlab.result.ExampleRow.Measured;
import io.kvlab.result.ExampleRow.Timing;
import io.kvlab.result.ExampleRow.Tokens;
import io.kvlab.result.ExampleRow.Units;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a row says, column by column, on its way back to a row: {@link RowColumn#of} the other way
 * round. One object serves many rows, one after the other. What makes no row is an
 * IllegalArgumentException with the reason.
 */
public final class RowValues {
  private final @Nullable Object[] values = new @Nullable Object[RowColumn.values().length];

  /** Forgets everything. */
  public void clear() {
    Arrays.fill(values, null);
  }

  /** Takes a value of the type that the column's kind says. */
  public void put(RowColumn column, @Nullable Object value) {
    values[column.ordinal()] = value;
  }

  boolean has(RowColumn column) {
    return values[column.ordinal()] != null;
  }

  /** The row. */
  public ExampleRow row() {
    return new ExampleRow(cell(), example(), result(), details());
  }

  /** The cell, of the columns of {@link RowColumn.Part#CELL}. */
  public CellKey cell() {
    return new CellKey(
        new CellKey.Workload(
            text(RowColumn.MODEL),
            text(RowColumn.TASK),
            text(RowColumn.CAPABILITY),
            small(RowColumn.SHOTS),
            text(RowColumn.SETTINGS)),
        new CellKey.Treatment(
            text(RowColumn.POLICY),
            Budgets.parse(text(RowColumn.BUDGET)),
            Budgets.parseOptional(text(RowColumn.DECODE)),
            CompressionPoint.valueOf(text(RowColumn.AT).toUpperCase(Locale.ROOT))));
  }

  /** The example, of the columns of {@link RowColumn.Part#EXAMPLE}. */
  public ExampleId example() {
    return new ExampleId(small(RowColumn.INDEX), text(RowColumn.ID));
  }

  /** What came of it, of the columns of {@link RowColumn.Part#ROW}. */
  public ExampleRow.Result result() {
    return has(RowColumn.FAILED) ? new Failed(text(RowColumn.FAILED)) : measured();
  }

  /** What it states beyond that, of the columns of {@link RowColumn.Part#ROW}. */
  public Details details() {
    return values[RowColumn.MORE.ordinal()] instanceof Details stated ? stated : Details.NONE;
  }

  private Measured measured() {
    return new Measured(
        new CacheUse(
            small(RowColumn.PROMPT_TOKENS),
            whole(RowColumn.KEPT_ENTRIES),
            whole(RowColumn.TOTAL_ENTRIES),
            whole(RowColumn.KV_BYTES)),
        new Answer(
            text(RowColumn.ANSWER),
            Optional.ofNullable((String) values[RowColumn.EXTRACTED.ordinal()]),
            text(RowColumn.GOLD),
            real(RowColumn.SCORE),
            new Units(small(RowColumn.CORRECT), small(RowColumn.UNITS)),
            others(),
            new Tokens(
                small(RowColumn.GENERATED), small(RowColumn.SCORED), small(RowColumn.EXPOSED))),
        new Timing(real(RowColumn.PREFILL_S), real(RowColumn.DECODE_S)),
        has(RowColumn.POSITIONS)
            ? Optional.of(
                new Fidelity(
                    real(RowColumn.NLL_SUM),
                    real(RowColumn.KL_SUM),
                    small(RowColumn.AGREEING),
                    small(RowColumn.POSITIONS)))
            : Optional.empty());
  }

  @SuppressWarnings("unchecked") // the kind METRICS says so
  private Map<String, Double> others() {
    Object others = values[RowColumn.OTHERS.ordinal()];
    return others == null ? Map.of() : (Map<String, Double>) others;
  }

  private String text(RowColumn column) {
    return (String) present(column);
  }

  private long whole(RowColumn column) {
    return (Long) present(column);
  }

  private int small(RowColumn column) {
    long value = whole(column);
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(column.title() + " is out of range");
    }
    return (int) value;
  }

  private double real(RowColumn column) {
    return (Double) present(column);
  }

  private Object present(RowColumn column) {
    Object value = values[column.ordinal()];
    if (value == null) {
      throw new IllegalArgumentException(column.title() + " is missing");
    }
    return value;
  }
}
