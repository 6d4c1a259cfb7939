package io.kvlab.experiment;

import io.kvlab.experiment.CellKey.Treatment;
import io.kvlab.experiment.Plan.Answers;
import io.kvlab.experiment.Plan.Sweep;
import io.kvlab.model.EvidenceKind;
import io.kvlab.model.EvidenceKind.WindowAttention;
import io.kvlab.model.Model;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PrefillPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a sweep over a task will cost, counted before anything runs.
 *
 * @param examples how many examples
 * @param longestPrompt tokens of the longest prompt
 * @param sharedPrefix tokens that all prompts begin with and that are read once
 * @param cells table rows, the full cache included
 * @param batch examples read together
 * @param prefills prompts read, each with the evidence for all cells
 * @param prefillTokens tokens read by these prefills
 * @param branches ways on from the prefills, before equal ones are merged
 * @param answerTokens tokens of the full-cache answers, at most
 * @param checkedTokens tokens of these answers checked over all branches, at most
 * @param naivePrefillTokens tokens read if every cell read its prompts by itself
 * @param weightBytes memory of the weights
 * @param workBytes peak memory of caches, evidence and activations, predicted
 */
public record SweepCost(
    Sweep sweep,
    int examples,
    int longestPrompt,
    int sharedPrefix,
    int cells,
    int batch,
    long prefills,
    long prefillTokens,
    long branches,
    long answerTokens,
    long checkedTokens,
    long naivePrefillTokens,
    long weightBytes,
    long workBytes) {

  /** Counts; loads the model and reads the task, runs nothing. */
  public static SweepCost of(
      Sweep sweep, Answers answers, Workbench workbench, RunOptions options) {
    LoadedModel loaded = workbench.model(sweep.model());
    Model model = loaded.model();
    List<PreparedPrompt> prompts =
        Preparation.prompts(loaded, workbench.task(answers.name()), answers, answers.examples());
    Set<EvidenceKind> evidence = new HashSet<>();
    Set<CompressionPoint> points = new HashSet<>();
    long stepwise = 0;
    long branching = 0;
    int window = 0;
    for (Treatment treatment : sweep.treatments()) {
      Policy policy = workbench.policy(treatment.policy());
      evidence.addAll(policy.evidence());
      if (treatment.isFull()) {
        continue;
      }
      if (treatment.decode().isPresent() || policy instanceof PrefillPolicy) {
        stepwise++;
      } else {
        branching++;
        points.add(treatment.point());
      }
    }
    for (EvidenceKind kind : evidence) {
      window = Math.max(window, kind instanceof WindowAttention w ? w.window() : 0);
    }
    int prefix =
        options.mechanisms().contains(Mechanism.PREFIX_SHARING) && prompts.size() > 1
            ? SharedPrefix.of(model, prompts.stream().map(PreparedPrompt::ids).toList(), window)
                .length()
            : 0;
    int longest = prompts.stream().mapToInt(PreparedPrompt::length).max().orElse(0);
    long total = prompts.stream().mapToLong(PreparedPrompt::length).sum();
    boolean shared = options.mechanisms().contains(Mechanism.SHARED_PREFILL);
    long rounds = shared ? Math.max(1, points.size()) : 1 + branching;
    long own = total - (long) prefix * prompts.size();
    Memory memory =
        new Memory(
            model.config(),
            options.memory().orElseGet(Memory::halfOfFree),
            model.caches().geometry().entryBytes(),
            answers.maxTokens(),
            options.mechanisms().contains(Mechanism.BATCHING)
                ? options.batch().orElse(Integer.MAX_VALUE)
                : 1);
    int batch = Math.min(prompts.size(), memory.promptsAtOnce(longest, evidence.size()));
    long answerTokens = (long) prompts.size() * answers.maxTokens();
    return new SweepCost(
        sweep,
        prompts.size(),
        longest,
        prefix,
        sweep.treatments().size(),
        batch,
        prompts.size() * (rounds + stepwise),
        rounds * (own + prefix) + stepwise * total,
        prompts.size() * branching,
        answerTokens,
        answerTokens * branching,
        total * sweep.treatments().size(),
        model.bytes(),
        batch * memory.promptBytes(longest, evidence.size()));
  }

  /** How often the naive way would read what is read once. */
  public double prefillSaving() {
    return (double) naivePrefillTokens / Math.max(1, prefillTokens);
  }
}
