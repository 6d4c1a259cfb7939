package io.kvlab.report;

import io.kvlab.paper.Observation;
import io.kvlab.paper.PaperReport;
import io.kvlab.paper.PaperReport.Beside;
import io.kvlab.paper.PaperReport.Blind;
import io.kvlab.policy.method.StandardPolicies;
import io.kvlab.report.table.Columns;
import io.kvlab.report.table.Plain;
import io.kvlab.report.table.TextTable;
import io.kvlab.summary.SummaryCell;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import tech.tablesaw.api.Table;

/** A grid beside the published study: as tables, as text, and as one offline page. */
public record PaperPage(PaperReport report) {
  private static final String TITLE =
      "This grid beside \"Can LLMs Maintain Fundamental Abilities under KV Cache Compression?\"";

  private static final String BLIND =
      "With compression at prompt the first generated token comes from the full cache. These cells"
          + " are scored on such tokens alone (exposed 0), so that they are no evidence of"
          + " robustness; beside them the same cells at question, where this grid has them.";

  /** The six observations: number, claim, verdict, evidence. */
  public Table observations() {
    Columns<Observation> columns = new Columns<>("observations", report.observations());
    columns.whole("number", Observation::number);
    columns.text("verdict", observation -> observation.verdict().words());
    columns.text("claim", Observation::claim);
    columns.text("evidence", Observation::evidence);
    return columns.table();
  }

  /** Published cells beside the grid's. */
  public Table beside() {
    Columns<Beside> columns = new Columns<>("published beside measured", report.beside());
    columns.text("paper_model", pair -> pair.published().model());
    columns.text("paper_task", pair -> pair.published().task());
    columns.text("policy", pair -> pair.published().policy());
    columns.number("ratio", pair -> number(pair.published().ratio().doubleValue()));
    columns.number("paper_score", pair -> number(pair.published().score()));
    columns.number("paper_drop", pair -> number(pair.published().relativeDrop()));
    columns.text("model", pair -> pair.ours().key().workload().model());
    columns.text("task", pair -> pair.ours().key().workload().task());
    columns.text("at", pair -> pair.ours().key().treatment().point().keyword());
    columns.whole("n", pair -> pair.ours().examples().measured());
    columns.number("score", pair -> number(pair.ours().score()));
    columns.number("ci_low", pair -> interval(pair.ours(), i -> i.low()));
    columns.number("ci_high", pair -> interval(pair.ours(), i -> i.high()));
    columns.number("relative_drop", pair -> pair.ours().relativeDrop());
    columns.number("exposed", pair -> number(pair.ours().cache().exposed()));
    return columns.table();
  }

  /** Cells that cannot show an effect beside the same at question. */
  public Table blind() {
    Columns<Blind> columns = new Columns<>("cells that cannot show an effect", report.blind());
    columns.text("model", pair -> pair.cell().key().workload().model());
    columns.text("task", pair -> pair.cell().key().workload().task());
    columns.text(
        "policy", pair -> StandardPolicies.LABELS.of(pair.cell().key().treatment().policy()));
    columns.text("budget", pair -> pair.cell().key().treatment().budget().toString());
    columns.number("score", pair -> number(pair.cell().score()));
    columns.number("relative_drop", pair -> pair.cell().relativeDrop());
    columns.number("score_at_question", pair -> question(pair, SummaryCell::score));
    columns.number("exposed_at_question", pair -> question(pair, cell -> cell.cache().exposed()));
    columns.number(
        "drop_at_question",
        pair -> pair.atQuestion().map(SummaryCell::relativeDrop).orElse(OptionalDouble.empty()));
    return columns.table();
  }

  /** For a terminal. */
  public String toText() {
    StringBuilder out = new StringBuilder(TITLE).append("\n\n");
    out.append(Plain.line(report.models())).append("\n\n");
    for (Observation observation : report.observations()) {
      out.append(observation.number()).append(". ").append(observation.claim());
      out.append("\n   ").append(observation.verdict().words()).append(": ");
      out.append(observation.evidence()).append('\n');
    }
    if (!report.beside().isEmpty()) {
      out.append('\n').append(TextTable.render(beside(), TextTable.UNLIMITED));
    }
    if (!report.blind().isEmpty()) {
      out.append('\n').append(BLIND).append("\n\n");
      out.append(TextTable.render(blind(), TextTable.UNLIMITED));
    }
    return out.toString();
  }

  /** One HTML file that needs no network. */
  public String toHtml() {
    Page page = Page.of(TITLE).paragraph(report.models());
    for (Observation observation : report.observations()) {
      page.heading(observation.number() + ". " + observation.claim());
      page.paragraph(sentence(observation));
    }
    if (!report.beside().isEmpty()) {
      page.heading("Published beside measured").table(beside());
    }
    if (!report.blind().isEmpty()) {
      page.heading("Cells that cannot show an effect").paragraph(BLIND).table(blind());
    }
    return page.paragraph(
            "Published figures: Liu et al., arXiv 2502.01941. Contrasts are of each example's loss"
                + " against the full cache, as a share of the full cache's mean score; intervals"
                + " are 95%.")
        .render();
  }

  private static String sentence(Observation observation) {
    String verdict =
        switch (observation.verdict()) {
          case SUPPORTS -> "This grid supports it. ";
          case CONTRADICTS -> "This grid contradicts it. ";
          case CANNOT_TELL -> "This grid cannot tell. ";
        };
    return verdict + observation.evidence();
  }

  private static OptionalDouble number(double value) {
    return OptionalDouble.of(value);
  }

  private static OptionalDouble interval(
      SummaryCell cell, Function<io.kvlab.summary.stats.Interval, Double> end) {
    Optional<Double> value = cell.interval().map(end);
    return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
  }

  private static OptionalDouble question(Blind pair, Function<SummaryCell, Double> value) {
    Optional<Double> number = pair.atQuestion().map(value);
    return number.isPresent() ? OptionalDouble.of(number.get()) : OptionalDouble.empty();
  }
}
