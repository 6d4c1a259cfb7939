package io.kvlab.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.policy.Budget;
import io.kvlab.policy.method.StandardPolicies;
import io.kvlab.report.table.Columns;
import io.kvlab.report.table.DataText;
import io.kvlab.result.RowCodec;
import io.kvlab.result.RowTable;
import io.kvlab.result.RunRows;
import io.kvlab.summary.PolicyMatch;
import io.kvlab.summary.Summary;
import io.kvlab.summary.SummaryCell;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/** Results as Tablesaw tables. */
public final class Frames {
  private Frames() {}

  /**
   * The summary frame: model, task, capability, policy, ratio, kept, exposed, shots, n, score,
   * ci_low, ci_high, baseline, drop, relative_drop, p_value, kv_bytes, tokens_per_s, no_answer,
   * run. Text fidelity adds nll and kl behind the score, and no_answer says in how many examples no
   * answer was found. At the end, where any cell has them: capacity, decode, at, settings, failed,
   * and further metrics by name.
   */
  public static Table summary(Summary summary) {
    List<SummaryCell> cells = summary.cells();
    Columns<SummaryCell> columns = new Columns<>("summary", cells);
    columns.text("model", cell -> workload(cell).model());
    columns.text("task", cell -> workload(cell).task());
    columns.text("capability", cell -> workload(cell).capability());
    columns.text("policy", cell -> policy(treatment(cell)));
    columns.number("ratio", cell -> ratio(treatment(cell).budget()));
    columns.number("kept", cell -> measured(cell, cell.cache().kept()));
    columns.number("exposed", cell -> measured(cell, cell.cache().exposed()));
    columns.whole("shots", cell -> workload(cell).shots());
    columns.whole("n", cell -> cell.examples().measured());
    columns.number("score", cell -> measured(cell, cell.score()));
    if (cells.stream().anyMatch(cell -> cell.fidelity().isPresent())) {
      columns.number("nll", cell -> of(cell.fidelity(), SummaryCell.MeanFidelity::nll));
      columns.number("kl", cell -> of(cell.fidelity(), SummaryCell.MeanFidelity::kl));
    }
    columns.number("ci_low", cell -> of(cell.interval(), interval -> interval.low()));
    columns.number("ci_high", cell -> of(cell.interval(), interval -> interval.high()));
    columns.number("baseline", SummaryCell::baseline);
    columns.number("drop", SummaryCell::drop);
    columns.number("relative_drop", SummaryCell::relativeDrop);
    columns.number("p_value", SummaryCell::pValue);
    columns.number("kv_bytes", cell -> measured(cell, Math.rint(cell.cache().bytes())));
    columns.number("tokens_per_s", SummaryCell::tokensPerSecond);
    if (cells.stream().anyMatch(cell -> cell.fidelity().isEmpty())) {
      columns.whole("no_answer", cell -> cell.examples().unanswered());
    }
    columns.text("run", cell -> String.join(" ", cell.runs()));
    treatments(columns, cells.stream().map(SummaryCell::key).toList(), SummaryCell::key);
    if (cells.stream().anyMatch(cell -> cell.examples().failed() > 0)) {
      columns.whole("failed", cell -> cell.examples().failed());
    }
    cells.stream()
        .flatMap(cell -> cell.others().keySet().stream())
        .distinct()
        .sorted()
        .forEach(name -> columns.number(name, cell -> optional(cell.others().get(name))));
    return columns.table();
  }

  /**
   * The JSON document of a query: {@code {"summary": [{column: value}], "run": id, "notes":
   * [...]}}.
   */
  public static String json(Summary summary, String run) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.set("summary", DataText.json(summary(summary)));
    document.put("run", run);
    ArrayNode notes = document.putArray("notes");
    summary.notes().forEach(notes::add);
    return DataText.text(document);
  }

  /**
   * One row per stored example: what was asked, kept, answered, and how long it took; the columns
   * are those of exports.
   */
  public static Table examples(List<RunRows> runs) {
    RowTable rows = RowTable.of(RunRows.all(runs));
    List<@Nullable Object[]> values = new ArrayList<>();
    for (RunRows run : runs) {
      run.rows().forEach(row -> values.add(rows.values(run.run(), row)));
    }
    Columns<@Nullable Object[]> columns = new Columns<>("examples", values);
    List<RowTable.Column> shown = rows.columns();
    for (int i = 0; i < shown.size(); i++) {
      add(columns, shown.get(i), i);
    }
    return columns.table();
  }

  private static void add(Columns<@Nullable Object[]> columns, RowTable.Column column, int place) {
    switch (column.kind()) {
      case WHOLE -> {
        if (column.complete()) {
          columns.whole(column.title(), row -> Math.toIntExact((Long) required(row[place])));
        } else {
          columns.wholeOrMissing(column.title(), row -> (Long) row[place]);
        }
      }
      case REAL -> columns.number(column.title(), row -> optional((Double) row[place]));
      default -> columns.text(column.title(), row -> text(row[place]));
    }
  }

  private static Object required(@Nullable Object value) {
    return Objects.requireNonNull(value);
  }

  private static String text(@Nullable Object value) {
    return value == null || value instanceof String
        ? Objects.requireNonNullElse((String) value, "")
        : RowCodec.text(value);
  }

  /**
   * Two policies side by side: model, task, a, b, ratio, shots, n, score_a, score_b, effect
   * (score_a - score_b), effect_low, effect_high (95 % paired bootstrap), p_value (exact McNemar,
   * Holm over the rows).
   */
  public static Table comparison(List<PolicyMatch> matches) {
    Columns<PolicyMatch> columns = new Columns<>("comparison", matches);
    columns.text("model", match -> match.first().workload().model());
    columns.text("task", match -> match.first().workload().task());
    columns.text("a", match -> policy(match.first().treatment()));
    columns.text("b", match -> policy(match.second().treatment()));
    columns.number("ratio", match -> ratio(compressed(match).treatment().budget()));
    columns.whole("shots", match -> match.first().workload().shots());
    columns.whole("n", match -> match.comparison().pairs());
    columns.number("score_a", match -> OptionalDouble.of(match.firstScore()));
    columns.number("score_b", match -> OptionalDouble.of(match.comparison().reference()));
    columns.number("effect", match -> OptionalDouble.of(match.comparison().effect()));
    columns.number("effect_low", match -> OptionalDouble.of(match.comparison().interval().low()));
    columns.number("effect_high", match -> OptionalDouble.of(match.comparison().interval().high()));
    columns.number("p_value", match -> OptionalDouble.of(match.comparison().corrected()));
    treatments(columns, matches.stream().map(Frames::compressed).toList(), Frames::compressed);
    return columns.table();
  }

  /** The side whose budget says something. */
  private static CellKey compressed(PolicyMatch match) {
    return match.first().isBaseline() ? match.second() : match.first();
  }

  /** What tells cells apart beyond policy and ratio; only what is not the same plain default. */
  private static <T> void treatments(
      Columns<T> columns, List<CellKey> keys, Function<T, CellKey> key) {
    if (keys.stream().anyMatch(k -> k.treatment().budget() instanceof Budget.Capacity)) {
      columns.number("capacity", row -> capacity(key.apply(row).treatment().budget()));
    }
    if (keys.stream().anyMatch(k -> k.treatment().decode().isPresent())) {
      columns.text(
          "decode", row -> key.apply(row).treatment().decode().map(Budget::toString).orElse(""));
    }
    if (keys.stream().anyMatch(k -> k.treatment().point() != CompressionPoint.PROMPT)) {
      columns.text("at", row -> key.apply(row).treatment().point().keyword());
    }
    if (keys.stream().anyMatch(k -> !k.workload().settings().isEmpty())) {
      columns.text("settings", row -> key.apply(row).workload().settings());
    }
  }

  private static Workload workload(SummaryCell cell) {
    return cell.key().workload();
  }

  private static Treatment treatment(SummaryCell cell) {
    return cell.key().treatment();
  }

  private static String policy(Treatment treatment) {
    return StandardPolicies.LABELS.of(treatment.policy());
  }

  private static OptionalDouble ratio(Budget budget) {
    return budget instanceof Budget.Ratio ratio
        ? OptionalDouble.of(ratio.value().doubleValue())
        : OptionalDouble.empty();
  }

  private static OptionalDouble capacity(Budget budget) {
    return budget instanceof Budget.Capacity capacity
        ? OptionalDouble.of(capacity.value())
        : OptionalDouble.empty();
  }

  private static OptionalDouble measured(SummaryCell cell, double value) {
    return cell.examples().measured() == 0 ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static <V> OptionalDouble of(Optional<V> value, ToDoubleFunction<V> number) {
    return value.isPresent()
        ? OptionalDouble.of(number.applyAsDouble(value.get()))
        : OptionalDouble.empty();
  }

  private static OptionalDouble optional(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
