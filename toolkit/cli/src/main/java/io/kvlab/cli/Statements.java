package io.kvlab.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.engine.Progress;
import io.kvlab.report.Frames;
import io.kvlab.report.plot.PlotKind;
import io.kvlab.report.plot.Plots;
import io.kvlab.report.table.DataText;
import io.kvlab.report.table.Plain;
import io.kvlab.report.table.TextTable;
import io.kvlab.session.Generated;
import io.kvlab.session.Grid;
import io.kvlab.session.Outcome;
import io.kvlab.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import tech.tablesaw.api.Table;

/** Executes text of the language and prints what comes of it in the format asked for. */
final class Statements {
  private static final JsonMapper JSON = new JsonMapper();

  private Statements() {}

  /** Executes {@code text} in a session of its own; the exit code. */
  static int execute(Common common, String text) {
    try (Session session = Session.open(common.settings())) {
      session.startOver(common.fresh);
      Interruption interruption = Interruption.listen(common, session, progress(common));
      List<Outcome> outcomes = session.execute(text, interruption);
      interruption.claim();
      return print(common, outcomes);
    }
  }

  /** Computes one outcome in a session of its own, as Ctrl-C allows; the exit code. */
  static int compute(Common common, BiFunction<Session, Progress, Outcome> work) {
    try (Session session = Session.open(common.settings())) {
      Interruption interruption = Interruption.listen(common, session, progress(common));
      Outcome outcome = work.apply(session, interruption);
      interruption.claim();
      return print(common, List.of(outcome));
    }
  }

  /** Executes {@code text} in a session; the exit code. */
  static int print(Common common, Session session, String text) {
    return print(common, session.execute(text, progress(common)));
  }

  static Progress progress(Common common) {
    return common.quiet
        ? Progress.SILENT
        : new TerminalProgress(System.err, System.console() != null);
  }

  /** Prints outcomes; the exit code. */
  static int print(Common common, List<Outcome> outcomes) {
    if (common.format == Common.Format.JSON) {
      printJson(outcomes);
    } else {
      outcomes.forEach(outcome -> print(common, outcome));
      if (common.format == Common.Format.TABLE && !common.quiet) {
        wayToThePlot(outcomes).ifPresent(System.err::println);
      }
    }
    boolean interrupted =
        outcomes.stream()
            .anyMatch(o -> o instanceof Outcome.Experiment e && e.grid().interrupted());
    return interrupted ? KvlabException.Kind.INTERRUPTED.exitCode() : 0;
  }

  /** How the result is drawn, where nothing was. */
  private static Optional<String> wayToThePlot(List<Outcome> outcomes) {
    if (outcomes.stream().anyMatch(Outcome.Picture.class::isInstance)
        || !(outcomes.get(outcomes.size() - 1) instanceof Outcome.Experiment experiment)) {
      return Optional.empty();
    }
    return experiment
        .grid()
        .overview()
        .map(
            kind ->
                "as a plot: ./kvlab 'plot %s of (%s) save \"plot.html\"' (or .svg, .png); the rows are stored, nothing runs again"
                    .formatted(kind.word(), experiment.grid().plan().statement()));
  }

  /** One JSON document: that of the only statement, or an array of one a statement. */
  private static void printJson(List<Outcome> outcomes) {
    ArrayNode all = JSON.createArrayNode();
    outcomes.forEach(outcome -> all.add(json(outcome)));
    System.out.println((all.size() == 1 ? all.get(0) : all).toPrettyString());
  }

  private static ObjectNode json(Outcome outcome) {
    if (outcome instanceof Outcome.Experiment experiment) {
      Grid grid = experiment.grid();
      return (ObjectNode) read(Frames.json(grid.numbers(), grid.run()));
    }
    ObjectNode node = JSON.createObjectNode();
    if (outcome instanceof Outcome.Tabular tabular) {
      node.set(tabular.title(), DataText.json(tabular.table()));
      if (!tabular.notes().isEmpty()) {
        tabular.notes().forEach(node.putArray("notes")::add);
      }
    } else if (outcome instanceof Outcome.Explained explained) {
      node.setAll(json(explained.counts()));
      node.set("trees", JSON.valueToTree(explained.trees()));
    } else if (outcome instanceof Outcome.Picture picture) {
      node.put("figure", picture.figure().title());
      picture.saved().forEach(file -> node.withArray("saved").add(file.toString()));
    } else if (outcome instanceof Outcome.Attention attention) {
      ArrayNode tables = node.putArray("attention");
      for (PlotKind kind : List.of(PlotKind.LAYERS, PlotKind.REGIONS)) {
        Plots.draw(kind, attention.result()).tables().forEach(t -> tables.add(DataText.json(t)));
      }
    } else if (outcome instanceof Outcome.Generation generation) {
      return json(generation.generated());
    } else if (outcome instanceof Outcome.Paper paper) {
      node.put("models", paper.page().report().models());
      node.set("observations", DataText.json(paper.page().observations()));
      node.set("beside", DataText.json(paper.page().beside()));
      node.set("cannot_show_an_effect", DataText.json(paper.page().blind()));
    } else if (outcome instanceof Outcome.Message message) {
      node.put("message", message.text());
    }
    return node;
  }

  /** {@code {"text", "ids", "prompt_ids", "kept", "logits"}} of a generation. */
  static ObjectNode json(Generated generated) {
    ObjectNode node = JSON.createObjectNode();
    node.put("text", generated.text());
    node.set("ids", JSON.valueToTree(generated.ids()));
    node.set("prompt_ids", JSON.valueToTree(generated.promptIds()));
    ArrayNode kept = node.putArray("kept");
    for (int layer = 0; layer < generated.kept().layers(); layer++) {
      ArrayNode heads = kept.addArray();
      for (int head = 0; head < generated.kept().kvHeads(); head++) {
        heads.add(generated.kept().count(layer, head));
      }
    }
    node.set("logits", JSON.valueToTree(generated.logits()));
    if (!generated.notes().isEmpty()) {
      generated.notes().forEach(node.putArray("notes")::add);
    }
    return node;
  }

  private static com.fasterxml.jackson.databind.JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Prints one outcome for people. */
  static void print(Common common, Outcome outcome) {
    if (outcome instanceof Outcome.Experiment experiment) {
      print(common, experiment.grid().summary(), experiment.grid().notes());
    } else if (outcome instanceof Outcome.Tabular tabular) {
      print(common, tabular.table(), tabular.notes());
    } else if (outcome instanceof Outcome.Explained explained) {
      print(common, explained.counts().table(), explained.counts().notes());
      if (common.format == Common.Format.TABLE) {
        System.out.print('\n' + Plain.text(explained.drawing()));
      }
    } else if (outcome instanceof Outcome.Picture picture) {
      if (picture.saved().isEmpty()) {
        System.out.println(picture.figure().toText());
      }
      picture.saved().forEach(file -> System.err.println("written: " + file));
    } else if (outcome instanceof Outcome.Attention attention) {
      System.out.println(Plots.draw(PlotKind.LAYERS, attention.result()).toText());
      System.out.println(Plots.draw(PlotKind.REGIONS, attention.result()).toText());
    } else if (outcome instanceof Outcome.Generation generation) {
      System.out.println(Plain.text(generation.generated().text()));
      notes(generation.generated().notes());
    } else if (outcome instanceof Outcome.Paper paper) {
      System.out.print(
          common.format == Common.Format.CSV
              ? DataText.csv(paper.page().observations())
              : paper.page().toText());
    } else if (outcome instanceof Outcome.Message message) {
      System.out.println(Plain.text(message.text()));
    }
  }

  private static void print(Common common, Table table, List<String> notes) {
    if (common.format == Common.Format.CSV) {
      System.out.print(DataText.csv(table));
    } else if (!table.isEmpty() || notes.isEmpty()) { // a run stopped at once has its note alone
      System.out.print(TextTable.render(table, common.width.getAsInt()));
    }
    notes(notes);
  }

  /** Sentences beside the result. */
  static void notes(List<String> notes) {
    notes.forEach(note -> System.err.println("note: " + Plain.line(note)));
  }
}
