package io.kvlab.cli;

import io.kvlab.report.plot.PlotKind;
import io.kvlab.report.plot.Plots;
import io.kvlab.report.table.DataText;
import io.kvlab.report.table.Plain;
import io.kvlab.report.table.TextTable;
import io.kvlab.session.Outcome;
import java.util.List;
import tech.tablesaw.api.Table;

/** Prints outcomes for people or as CSV; gives the sentences that belong beside them. */
final class OutcomePrinter implements Outcome.Cases<List<String>> {
  private final Common common;

  OutcomePrinter(Common common) {
    this.common = common;
  }

  @Override
  public List<String> experiment(Outcome.Experiment outcome) {
    return table(outcome.grid().summary(), outcome.grid().notes());
  }

  @Override
  public List<String> attention(Outcome.Attention outcome) {
    System.out.println(Plots.draw(PlotKind.LAYERS, outcome.result()).toText());
    System.out.println(Plots.draw(PlotKind.REGIONS, outcome.result()).toText());
    return List.of();
  }

  @Override
  public List<String> tabular(Outcome.Tabular outcome) {
    return table(outcome.table(), outcome.notes());
  }

  @Override
  public List<String> explained(Outcome.Explained outcome) {
    List<String> notes = tabular(outcome.counts());
    if (common.format == Common.Format.TABLE) {
      System.out.print('\n' + Plain.text(outcome.drawing()));
    }
    return notes;
  }

  @Override
  public List<String> picture(Outcome.Picture outcome) {
    if (outcome.saved().isEmpty()) {
      System.out.println(outcome.figure().toText());
    }
    outcome.saved().forEach(file -> System.err.println("written: " + file));
    return List.of();
  }

  @Override
  public List<String> generation(Outcome.Generation outcome) {
    System.out.println(Plain.text(outcome.generated().text()));
    return outcome.generated().notes();
  }

  @Override
  public List<String> paper(Outcome.Paper outcome) {
    System.out.print(
        common.format == Common.Format.CSV
            ? DataText.csv(outcome.page().observations())
            : outcome.page().toText());
    return List.of();
  }

  @Override
  public List<String> message(Outcome.Message outcome) {
    System.out.println(Plain.text(outcome.text()));
    return List.of();
  }

  private List<String> table(Table table, List<String> notes) {
    if (common.format == Common.Format.CSV) {
      System.out.print(DataText.csv(table));
    } else if (!table.isEmpty() || notes.isEmpty()) { // a run stopped at once has its note alone
      System.out.print(TextTable.render(table, common.width.getAsInt()));
    }
    return notes;
  }
}
