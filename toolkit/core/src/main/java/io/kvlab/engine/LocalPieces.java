package io.kvlab.engine;

import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Sweep;
import java.util.stream.IntStream;

/** Pieces computed in this process. A model of whose rows none is wanted is not loaded. */
public final class LocalPieces implements PieceRunner {
  private final Workbench workbench;
  private final RunOptions options;

  public LocalPieces(Workbench workbench, RunOptions options) {
    this.workbench = workbench;
    this.options = options;
  }

  @Override
  public void run(Plan piece, RowSink sink, Cancellation cancellation) {
    for (Sweep sweep : piece.sweeps()) {
      if (wanted(sweep, sink)) {
        cancellation.check();
        SweepSetup setup = SweepSetup.of(sweep, workbench, options, piece.seed(), cancellation);
        LoadedModel model = setup.model();
        sink.computing(
            sweep.model(),
            new RowSink.Computer(
                model.model().device().toString(),
                model.model().precision(),
                model.model().switchedOff()));
        try (Cancellation.Action abandoning = cancellation.whenRequested(model.model()::abandon)) {
          compute(setup, sink);
        } finally {
          model.model().goOn();
        }
      }
    }
  }

  private void compute(SweepSetup setup, RowSink sink) {
    Runnable work =
        setup
            .sweep()
            .work()
            .match(
                answers ->
                    new AnswerSweep(setup, answers, workbench.task(answers.name()), sink)::run,
                text -> new FidelitySweep(setup, text, sink)::run);
    work.run();
  }

  /** Whether a row is missing; of a text that gives no number of windows that shows when read. */
  private static boolean wanted(Sweep sweep, RowSink sink) {
    IntStream examples =
        sweep
            .work()
            .match(
                answers -> answers.examples().stream().mapToInt(Integer::intValue),
                text -> IntStream.range(0, text.windows().orElse(1)));
    boolean unknown = sweep.work().match(answers -> false, text -> text.windows().isEmpty());
    return unknown || examples.anyMatch(example -> !sink.missing(sweep, example).isEmpty());
  }
}
