package io.kvlab.experiment;

import io.kvlab.experiment.CellKey.Treatment;
import io.kvlab.experiment.Plan.Answers;
import io.kvlab.experiment.Plan.Sweep;
import io.kvlab.model.StopRule;
import io.kvlab.model.Tokenizer;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PrefillPolicy;
import io.kvlab.task.Task;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
    Task task = workbench.task(answers.name());
    Map<Treatment, Policy> policies = new LinkedHashMap<>();
    for (Treatment treatment : sweep.treatments()) {
      policies.put(treatment, workbench.policy(treatment.policy()));
    }
    SweepSetup setup =
        new SweepSetup(
            "naive", sweep, model, policies, RunOptions.DEFAULT, seed, new Cancellation());
    StopRule stop =
        new StopRule(
            answers.maxTokens(), new HashSet<>(model.model().config().endTokens()), task.stops());
    this.context =
        new SweepContext(
            setup,
            stop,
            new RowMaker(
                "naive",
                sweep.workload(),
                task,
                tokenizer,
                model.model().caches().geometry().entryBytes()));
    this.prompts = Preparation.prompts(model, task, answers, answers.examples());
  }

  /** What one example of one cell was answered. */
  public record Answered(CellKey cell, String example, int[] tokens, double seconds) {
    /** The time alone decides nothing about equality. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Answered that
          && cell.equals(that.cell)
          && example.equals(that.example)
          && java.util.Arrays.equals(tokens, that.tokens);
    }

    @Override
    public int hashCode() {
      return example.hashCode();
    }
  }

  /**
   * Answers some of the pairs of example and cell, spread evenly over all of them.
   *
   * @param most how many pairs at most
   */
  public List<Answered> answer(int most) {
    List<Treatment> plain =
        sweep.treatments().stream()
            .filter(t -> t.decode().isEmpty() && !(context.policy(t) instanceof PrefillPolicy))
            .toList();
    long pairs = (long) prompts.size() * plain.size();
    long step = Math.max(1, pairs / most);
    Reference reference = new Reference(context);
    List<Answered> answers = new ArrayList<>();
    for (long pair = step / 2; pair < pairs && answers.size() < most; pair += step) {
      PreparedPrompt prompt = prompts.get((int) (pair / plain.size()));
      Treatment treatment = plain.get((int) (pair % plain.size()));
      long started = System.nanoTime();
      int[] tokens = reference.answer(prompt, treatment);
      answers.add(
          new Answered(
              new CellKey(sweep.workload(), treatment),
              prompt.id(),
              tokens,
              (System.nanoTime() - started) / 1e9));
    }
    return answers;
  }

  /** The text of some tokens as an answer to an example. */
  public String text(String example, int[] tokens) {
    PreparedPrompt prompt =
        prompts.stream().filter(p -> p.id().equals(example)).findFirst().orElseThrow();
    StopRule stop = context.stop(prompt);
    int count =
        tokens.length > 0 && stop.ids().contains(tokens[tokens.length - 1])
            ? tokens.length - 1
            : tokens.length;
    String text =
        context
            .setup()
            .model()
            .requireTokenizer()
            .decodeAfter(prompt.ids(), java.util.Arrays.copyOf(tokens, count));
    int cut =
        stop.strings().stream()
            .mapToInt(text::indexOf)
            .filter(at -> at >= 0)
            .min()
            .orElse(text.length());
    return text.substring(0, cut);
  }
}
