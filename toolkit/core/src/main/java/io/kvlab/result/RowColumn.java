package io.kvlab.result;

import static io.kvlab.result.Kind.DETAILS;
import static io.kvlab.result.Kind.METRICS;
import static io.kvlab.result.Kind.REAL;
import static io.kvlab.result.Kind.TEXT;
import static io.kvlab.result.Kind.WHOLE;
import static io.kvlab.result.RowColumn.Part.CELL;
import static io.kvlab.result.RowColumn.Part.EXAMPLE;
import static io.kvlab.result.RowColumn.Part.OF_CELL;
import static io.kvlab.result.RowColumn.Part.OF_ROW;
import static io.kvlab.result.RowColumn.Part.ROW;
import static io.kvlab.result.RowColumn.Shown.ALWAYS;
import static io.kvlab.result.RowColumn.Shown.NEVER;
import static io.kvlab.result.RowColumn.Shown.WHERE_SAID;

import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.policy.Budget;
import io.kvlab.policy.method.StandardPolicies;
import io.kvlab.result.ExampleRow.Failed;
import io.kvlab.result.ExampleRow.Fidelity;
import io.kvlab.result.ExampleRow.Measured;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a row says, once: the store's tables, checksums, JSON lines, exports and frames
 * are made of this list. Its order is that of frames and exports, where the run's id stands before
 * {@link #CAPACITY}. What only some rows say is a line in {@link Detail}.
 */
public enum RowColumn {
  MODEL(CELL, TEXT, ALWAYS, workload(Workload::model)),
  TASK(CELL, TEXT, ALWAYS, workload(Workload::task)),
  POLICY(CELL, TEXT, NEVER, treatment(Treatment::policy)),
  LABEL("policy", OF_CELL, TEXT, ALWAYS, treatment(t -> StandardPolicies.LABELS.of(t.policy()))),
  RATIO(OF_CELL, REAL, ALWAYS, treatment(t -> ratio(t.budget()))),
  SHOTS(CELL, WHOLE, ALWAYS, workload(w -> (long) w.shots())),
  INDEX(EXAMPLE, WHOLE, ALWAYS, row -> (long) row.example().index()),
  ID(EXAMPLE, TEXT, ALWAYS, row -> row.example().id()),
  STATUS(OF_ROW, TEXT, ALWAYS, row -> failure(row) == null ? "ok" : "failed: " + failure(row)),
  FAILED(ROW, TEXT, NEVER, RowColumn::failure),
  PROMPT_TOKENS(ROW, WHOLE, ALWAYS, measured(m -> (long) m.cache().promptTokens())),
  KEPT_ENTRIES(ROW, WHOLE, ALWAYS, measured(m -> m.cache().keptEntries())),
  KEPT(OF_ROW, REAL, ALWAYS, measured(m -> m.cache().kept())),
  KV_BYTES(ROW, WHOLE, ALWAYS, measured(m -> m.cache().bytes())),
  EXPOSED(ROW, WHOLE, ALWAYS, measured(m -> (long) m.answer().tokens().exposed())),
  GENERATED(ROW, WHOLE, ALWAYS, measured(m -> (long) m.answer().tokens().generated())),
  ANSWER("text", ROW, TEXT, ALWAYS, measured(m -> m.answer().text())),
  EXTRACTED(ROW, TEXT, ALWAYS, measured(m -> m.answer().extracted().orElse(null))),
  GOLD(ROW, TEXT, ALWAYS, measured(m -> m.answer().gold())),
  SCORE(ROW, REAL, ALWAYS, measured(m -> m.answer().score())),
  NLL(OF_ROW, REAL, WHERE_SAID, fidelity(f -> f.nllSum() / f.positions())),
  KL(OF_ROW, REAL, WHERE_SAID, fidelity(f -> f.klSum() / f.positions())),
  PREFILL_S(ROW, REAL, ALWAYS, measured(m -> m.timing().prefillSeconds())),
  DECODE_S(ROW, REAL, ALWAYS, measured(m -> m.timing().decodeSeconds())),
  CAPABILITY(CELL, TEXT, ALWAYS, workload(Workload::capability)),
  EXPRESSION(OF_CELL, TEXT, ALWAYS, treatment(Treatment::policy)),
  TOTAL_ENTRIES(ROW, WHOLE, ALWAYS, measured(m -> m.cache().totalEntries())),
  SCORED(ROW, WHOLE, ALWAYS, measured(m -> (long) m.answer().tokens().scored())),
  CORRECT(ROW, WHOLE, ALWAYS, measured(m -> (long) m.answer().units().correct())),
  UNITS(ROW, WHOLE, ALWAYS, measured(m -> (long) m.answer().units().total())),
  NLL_SUM(ROW, REAL, NEVER, fidelity(Fidelity::nllSum)),
  KL_SUM(ROW, REAL, NEVER, fidelity(Fidelity::klSum)),
  AGREEING(ROW, WHOLE, WHERE_SAID, fidelity(f -> (long) f.agreeing())),
  POSITIONS(ROW, WHOLE, WHERE_SAID, fidelity(f -> (long) f.positions())),
  MORE("details", ROW, DETAILS, NEVER, row -> row.details().isEmpty() ? null : row.details()),
  BUDGET(CELL, TEXT, NEVER, treatment(t -> Budgets.text(t.budget()))),
  CAPACITY(OF_CELL, WHOLE, WHERE_SAID, treatment(t -> capacity(t.budget()))),
  DECODE(CELL, TEXT, WHERE_SAID, treatment(t -> Budgets.text(t.decode()))),
  AT(CELL, TEXT, WHERE_SAID, treatment(t -> t.point().keyword())),
  SETTINGS(CELL, TEXT, WHERE_SAID, workload(Workload::settings)),
  OTHERS(
      ROW,
      METRICS,
      NEVER,
      measured(m -> m.answer().others().isEmpty() ? null : m.answer().others()));

  /** Where the store keeps a column. */
  public enum Part {
    /** With the cell, which many rows share. */
    CELL,
    /** With the example, which many rows share. */
    EXAMPLE,
    /** With the row itself. */
    ROW,
    /** Nowhere: it follows from the cell. */
    OF_CELL,
    /** Nowhere: it follows from the rest of the row. */
    OF_ROW
  }

  /** When frames and exports have a column. */
  enum Shown {
    ALWAYS,
    /** As soon as one row says something in it that is not what goes without saying. */
    WHERE_SAID,
    /** What it says is shown in other columns. */
    NEVER
  }

  private interface Extraction {
    @Nullable Object from(ExampleRow row);
  }

  private interface MeasuredExtraction {
    @Nullable Object from(Measured measured);
  }

  private static final Set<String> TITLES =
      Arrays.stream(values()).map(RowColumn::title).collect(Collectors.toUnmodifiableSet());

  private static final String GOES_WITHOUT_SAYING = CompressionPoint.PROMPT.keyword();

  private final String title;
  private final Part part;
  private final Kind kind;
  private final Shown shown;
  private final Extraction extraction;

  RowColumn(String title, Part part, Kind kind, Shown shown, Extraction extraction) {
    this.title = title.isEmpty() ? name().toLowerCase(Locale.ROOT) : title;
    this.part = part;
    this.kind = kind;
    this.shown = shown;
    this.extraction = extraction;
  }

  RowColumn(Part part, Kind kind, Shown shown, Extraction extraction) {
    this("", part, kind, shown, extraction);
  }

  private static Extraction workload(Function<Workload, Object> extraction) {
    return row -> extraction.apply(row.cell().workload());
  }

  private static Extraction treatment(TreatmentExtraction extraction) {
    return row -> extraction.from(row.cell().treatment());
  }

  private interface TreatmentExtraction {
    @Nullable Object from(Treatment treatment);
  }

  private static Extraction measured(MeasuredExtraction extraction) {
    return row -> row.result() instanceof Measured m ? extraction.from(m) : null;
  }

  private static Extraction fidelity(Function<Fidelity, Object> extraction) {
    return measured(m -> m.fidelity().isPresent() ? extraction.apply(m.fidelity().get()) : null);
  }

  private static @Nullable String failure(ExampleRow row) {
    return row.result() instanceof Failed failed ? failed.reason() : null;
  }

  private static @Nullable Double ratio(Budget budget) {
    return budget instanceof Budget.Ratio ratio ? ratio.value().doubleValue() : null;
  }

  private static @Nullable Long capacity(Budget budget) {
    return budget instanceof Budget.Capacity capacity ? (long) capacity.value() : null;
  }

  /** The columns that the store keeps in one of its places, in the order of this list. */
  public static List<RowColumn> in(Part part) {
    return Arrays.stream(values()).filter(column -> column.part == part).toList();
  }

  /** Whether a column has that name. */
  static boolean isTaken(String title) {
    return title.equals("run") || TITLES.contains(title);
  }

  /** The column's name in stores and files. */
  public String title() {
    return title;
  }

  public Part part() {
    return part;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * What the row says in this column, of the type that {@link #kind} says; null where it says
   * nothing.
   */
  public @Nullable Object of(ExampleRow row) {
    return extraction.from(row);
  }

  boolean shown(boolean said) {
    return shown == Shown.ALWAYS || (said && shown == Shown.WHERE_SAID);
  }

  /** Whether the row says what does not go without saying. */
  boolean isSaid(ExampleRow row) {
    Object value = of(row);
    return value != null && !value.equals("") && !(this == AT && value.equals(GOES_WITHOUT_SAYING));
  }

  boolean isAsked() {
    return shown == Shown.WHERE_SAID;
  }
}
