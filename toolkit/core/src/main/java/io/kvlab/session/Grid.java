package io.kvlab.session;

import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.DslException;
import io.kvlab.dsl.ast.Query;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.Plan;
import io.kvlab.report.Figure;
import io.kvlab.report.Frames;
import io.kvlab.report.plot.PlotKind;
import io.kvlab.report.plot.PlotOptions;
import io.kvlab.report.plot.Plots;
import io.kvlab.result.Arithmetic;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.RunRows;
import io.kvlab.summary.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import tech.tablesaw.api.Table;

/**
 * The result of an experiment: what {@code grid = compress ...} binds. Frames are Tablesaw tables.
 *
 * @param run the id under which its rows are stored
 * @param plan what was asked for
 * @param parts its rows, by the run that computed them
 * @param provenance what it was computed with, as JSON
 * @param interrupted whether it was stopped before its end; the same statement goes on
 * @param lazy what {@link #numbers} gives
 */
public record Grid(
    String run,
    Plan plan,
    List<RunRows> parts,
    String provenance,
    boolean interrupted,
    LazySummary lazy) {
  /** The result of one run, whose numbers are computed when they are first asked for. */
  public Grid(
      String run, Plan plan, List<ExampleRow> rows, String provenance, boolean interrupted) {
    this(List.of(new RunRows(run, rows)), run, plan, provenance, interrupted);
  }

  private Grid(List<RunRows> parts, String run, Plan plan, String provenance, boolean interrupted) {
    this(
        run,
        plan,
        List.copyOf(parts),
        provenance,
        interrupted,
        new LazySummary(List.copyOf(parts), plan.cells()));
  }

  /** One row per example and cell. */
  public List<ExampleRow> rows() {
    return RunRows.all(parts);
  }

  /** This result with rows of other runs beside its own. */
  Grid with(List<RunRows> more) {
    return new Grid(
        Stream.concat(parts.stream(), more.stream()).toList(), run, plan, provenance, interrupted);
  }

  /**
   * Several results as one, for instance of several models: their cells in one frame, Holm's
   * correction over all of them. Cells that they share hold the examples of all.
   */
  static Grid together(List<Grid> grids) {
    if (grids.size() == 1) {
      return grids.get(0);
    }
    List<Plan.Sweep> sweeps = new ArrayList<>();
    List<RunRows> parts = new ArrayList<>();
    StringJoiner runs = new StringJoiner(", ");
    StringJoiner statements = new StringJoiner("; ");
    StringJoiner provenances = new StringJoiner(",", "[", "]");
    for (Grid grid : grids) {
      sweeps.addAll(grid.plan.sweeps());
      parts.addAll(grid.parts);
      runs.add(grid.run);
      statements.add(grid.plan.statement());
      provenances.add(grid.provenance);
    }
    return new Grid(
        parts,
        runs.toString(),
        new Plan(statements.toString(), grids.get(0).plan.seed(), sweeps),
        provenances.toString(),
        grids.stream().anyMatch(Grid::interrupted));
  }

  /** Scores, intervals, drops and tests, a row per cell. */
  public Table summary() {
    return Frames.summary(numbers());
  }

  /** What was asked, kept and answered, a row per example and cell. */
  public Table examples() {
    return Frames.examples(parts);
  }

  /** The cells as numbers, with notes on what they cannot say. */
  public Summary numbers() {
    return lazy.get();
  }

  /**
   * A plot of the summary.
   *
   * @param kind {@code degradation}, {@code heatmap}, {@code bars} or {@code pareto}
   */
  public Figure plot(String kind) {
    return Plots.draw(PlotKind.named(kind), numbers(), PlotOptions.DEFAULT);
  }

  /** The plot that says most of this grid: curves over several budgets, else bars. */
  public Optional<PlotKind> overview() {
    long budgets =
        rows().stream() // of a run that was stopped, perhaps only those of the full cache
            .map(row -> row.cell().treatment())
            .filter(treatment -> !treatment.isFull())
            .map(CellKey.Treatment::budget)
            .distinct()
            .count();
    return budgets == 0
        ? Optional.empty()
        : Optional.of(budgets > 1 ? PlotKind.DEGRADATION : PlotKind.BARS);
  }

  /** Sentences that a reader of the summary should know. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>(numbers().notes());
    notes.addAll(arithmetic());
    withoutDecodeRule().ifPresent(notes::add);
    unfinished().ifPresent(notes::add);
    return notes;
  }

  /** What should be known of how the rows were computed: see {@link Arithmetic#notes}. */
  List<String> arithmetic() {
    return Arithmetic.notes(provenance);
  }

  /** Where the statement compresses generated tokens: the policies that define no way to. */
  private Optional<String> withoutDecodeRule() {
    List<String> policies =
        plan.cells().stream()
            .filter(cell -> !cell.isBaseline() && cell.treatment().decode().isEmpty())
            .map(cell -> cell.treatment().policy())
            .distinct()
            .toList();
    return !policies.isEmpty() && asksForDecodeRatio()
        ? Optional.of(
            "'decode ratio' does not act on "
                + String.join(", ", policies)
                + ": such a policy keeps every generated token.")
        : Optional.empty();
  }

  private boolean asksForDecodeRatio() {
    try {
      return Dsl.parseStatement(plan.statement()) instanceof Query.Compress compress
          && compress.compression().decodeRatio().isPresent();
    } catch (DslException noStatement) { // completions made elsewhere have none
      return false;
    }
  }

  private Optional<String> unfinished() {
    if (!interrupted) {
      return Optional.empty();
    }
    List<CellKey> cells = plan.cells();
    return Optional.of(
        "Stopped before the end: "
            + rows().size()
            + " examples of "
            + cells.size()
            + " cells are stored; the same statement goes on from here.");
  }
}
