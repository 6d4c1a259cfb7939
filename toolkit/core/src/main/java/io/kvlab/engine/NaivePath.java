package io.kvlab.engine;

import io.kvlab.model.Tokenizer;
import io.kvlab.model.decode.StopRule;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.task.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The naive path over a sweep: every example of every cell by itself, its own prefill, token by
 * token. What the planned path is held against, for its answers and for its speed.
 */
public final class NaivePath {
  private final SweepContext context;
  private final Sweep sweep;
  private final List<PreparedPrompt> prompts;

  /** Prepares the prompts of a sweep; nothing is computed yet. */
  public NaivePath(Sweep sweep, Answers answers, Workbench workbench, long seed) {
    this.sweep = sweep;
    LoadedModel model = workbench.model(sweep.model());
    Tokenizer tokenizer = model.requireTokenizer();
    Task task = model.sized(workbench.task(answers.name()));
    SweepSetup setup =
        SweepSetup.of(sweep, workbench, RunOptions.DEFAULT, seed, new Cancellation());
    StopRule stop =
        new StopRule(
            answers.maxTokens(), new HashSet<>(model.model().config().endTokens()), task.stops());
    this.context =
        new SweepContext(
            setup,
            stop,
            new RowMaker(
                sweep.workload(),
                task,
                tokenizer,
                model.model().caches().geometry().entryBytes(),
                (prompt, treatment, answer) -> {}),
            new Pace(rows -> {}));
    this.prompts = Preparation.prompts(model, task, answers, answers.examples());
  }

  /**
   * What one example of one cell was answered.
   *
   * @param tokens the generated tokens, a stop included
   * @param gaps per token by how much its logit exceeded the next
   * @param seconds wall time
   */
  public record Answered(
      Treatment treatment, String example, int[] tokens, float[] gaps, double seconds) {}

  /**
   * Answers some of the pairs of example and cell, spread evenly over all of them.
   *
   * @param most how many pairs at most
   */
  public List<Answered> answer(int most) {
    List<Treatment> treatments = sweep.treatments();
    long pairs = (long) prompts.size() * treatments.size();
    long wanted = Math.min(most, pairs);
    Reference reference = new Reference(context);
    List<Answered> answers = new ArrayList<>();
    for (long i = 0; i < wanted; i++) {
      long pair = (2 * i + 1) * pairs / (2 * wanted);
      PreparedPrompt prompt = prompts.get((int) (pair / treatments.size()));
      Treatment treatment = treatments.get((int) (pair % treatments.size()));
      long started = System.nanoTime();
      Reference.Traced traced = reference.answer(prompt, treatment);
      answers.add(
          new Answered(
              treatment,
              prompt.id(),
              traced.tokens(),
              traced.gaps(),
              (System.nanoTime() - started) / 1e9));
    }
    return answers;
  }
}
