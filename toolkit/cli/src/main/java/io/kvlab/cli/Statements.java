package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.engine.RunProgress;
import io.kvlab.report.table.Plain;
import io.kvlab.session.Outcome;
import io.kvlab.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Executes text of the language and prints what comes of it in the format asked for. */
final class Statements {
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
  static int compute(Common common, BiFunction<Session, RunProgress, Outcome> work) {
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

  static RunProgress progress(Common common) {
    return common.watched.apply(
        common.quiet
            ? RunProgress.SILENT
            : new TerminalProgress(System.err, System.console() != null));
  }

  /** Prints outcomes; the exit code. */
  static int print(Common common, List<Outcome> outcomes) {
    if (common.format == Common.Format.JSON) {
      System.out.println(OutcomeJson.document(outcomes));
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

  /** Prints one outcome for people. */
  static void print(Common common, Outcome outcome) {
    notes(outcome.match(new OutcomePrinter(common)));
  }

  /** Sentences beside the result. */
  static void notes(List<String> notes) {
    notes.forEach(note -> System.err.println("note: " + Plain.line(note)));
  }
}
