package io.kvlab.jupyter.internal.kernel;

import io.kvlab.inspect.AttentionResult;
import io.kvlab.report.Figure;
import io.kvlab.report.PaperPage;
import io.kvlab.report.plot.PlotKind;
import io.kvlab.report.plot.PlotOptions;
import io.kvlab.report.plot.Plots;
import io.kvlab.report.table.HtmlTable;
import io.kvlab.report.table.TextTable;
import io.kvlab.session.Generated;
import io.kvlab.session.Grid;
import io.kvlab.session.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tech.tablesaw.api.Table;

/** How kvlab's values are shown, whether the language or a Kotlin cell made them. */
final class Renderers {
  static final String HTML = "text/html";

  /** Columns of text that fit into a notebook's page. */
  private static final int WIDTH = 160;

  private static final int FEW_HEADS = 12;

  private Renderers() {}

  static List<Renderer<?>> all() {
    return List.of(
        new Renderer<>(Table.class, table -> titled("", table, List.of())),
        new Renderer<>(Figure.class, FigureBundle::of),
        new Renderer<>(Grid.class, Renderers::summary),
        new Renderer<>(AttentionResult.class, result -> attention(result).get(0)),
        new Renderer<>(Generated.class, generated -> Bundle.text(generated.text())));
  }

  /** What a statement's outcome shows, piece by piece. */
  static List<Bundle> outcome(Outcome outcome) {
    List<Bundle> shown = new ArrayList<>();
    if (outcome instanceof Outcome.Experiment experiment) {
      shown.add(summary(experiment.grid()));
      overview(experiment.grid()).ifPresent(shown::add);
    } else if (outcome instanceof Outcome.Attention attention) {
      shown.addAll(attention(attention.result()));
    } else if (outcome instanceof Outcome.Tabular tabular) {
      shown.add(titled(tabular.title(), tabular.table(), tabular.notes()));
    } else if (outcome instanceof Outcome.Explained explained) {
      shown.addAll(outcome(explained.counts()));
      shown.add(Bundle.text(explained.drawing()));
    } else if (outcome instanceof Outcome.Picture picture) {
      shown.add(FigureBundle.of(picture.figure()));
      picture.saved().forEach(file -> shown.add(Bundle.text("Saved to " + file)));
    } else if (outcome instanceof Outcome.Generation generation) {
      shown.add(Bundle.text(generation.generated().text()));
      generation.generated().notes().forEach(note -> shown.add(Bundle.text(note)));
    } else if (outcome instanceof Outcome.Paper paper) {
      PaperPage page = paper.page();
      List<String> models = List.of(page.report().models());
      shown.add(titled("observations", page.observations(), models));
      shown.add(titled("published beside measured", page.beside(), List.of()));
      shown.add(titled("cells that cannot show an effect", page.blind(), List.of()));
    } else if (outcome instanceof Outcome.Message message) {
      shown.add(Bundle.text(message.text()));
    }
    return shown;
  }

  /** What an outcome is for Kotlin. */
  static Object value(Outcome outcome) {
    if (outcome instanceof Outcome.Experiment experiment) {
      return experiment.grid();
    }
    if (outcome instanceof Outcome.Tabular tabular) {
      return tabular.table();
    }
    if (outcome instanceof Outcome.Explained explained) {
      return explained.counts().table();
    }
    if (outcome instanceof Outcome.Picture picture) {
      return picture.figure();
    }
    if (outcome instanceof Outcome.Generation generation) {
      return generation.generated();
    }
    if (outcome instanceof Outcome.Attention attention) {
      return attention.result();
    }
    if (outcome instanceof Outcome.Paper paper) {
      return paper.page();
    }
    return ((Outcome.Message) outcome).text();
  }

  private static Optional<Bundle> overview(Grid grid) {
    return grid.overview()
        .map(kind -> FigureBundle.of(Plots.draw(kind, grid.numbers(), PlotOptions.DEFAULT)));
  }

  /** Single heads where few were asked for, else what is true of all of them. */
  private static List<Bundle> attention(AttentionResult result) {
    List<Bundle> shown = new ArrayList<>();
    boolean few = !result.maps().isEmpty() && result.maps().size() <= FEW_HEADS;
    shown.add(FigureBundle.of(Plots.draw(few ? PlotKind.ATTENTION : PlotKind.LAYERS, result)));
    if (!result.profiles().isEmpty()) {
      shown.add(FigureBundle.of(Plots.draw(PlotKind.REGIONS, result)));
    }
    return shown;
  }

  private static Bundle summary(Grid grid) {
    return titled("", grid.summary(), grid.notes());
  }

  private static Bundle titled(String title, Table table, List<String> notes) {
    StringBuilder text = new StringBuilder(title.isEmpty() ? "" : title + "\n");
    text.append(TextTable.render(table, WIDTH));
    StringBuilder html = new StringBuilder(title.isEmpty() ? "" : "<b>" + escaped(title) + "</b>");
    html.append(HtmlTable.render(table));
    for (String note : notes) {
      text.append('\n').append(note);
      html.append("<p>").append(escaped(note)).append("</p>");
    }
    return Bundle.text(text.toString()).and(HTML, html.toString());
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
