package io.kvlab.engine;

import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.internal.ProcessStatus;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Sweep;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a sweep over a task will cost, counted before anything of it runs.
 *
 * @param tree what is counted
 * @param examples how many examples
 * @param longestPrompt tokens of the longest prompt
 * @param sharedPrefix tokens that all prompts begin with and that are read once
 * @param cells table rows, the full cache included
 * @param batch examples of a piece: what is read together
 * @param pieces how many pieces follow each other
 * @param prefills prompts read, each with the evidence for all cells
 * @param prefillTokens tokens read by these prefills
 * @param branches ways on from the prefills
 * @param distinct branches after equal ones are merged, as far as that shows without evidence
 * @param answerTokens tokens of the full-cache answers, at most
 * @param checkedTokens tokens of these answers checked over all distinct branches, at most
 * @param stepwiseTokens tokens of answers that only decoding can tell, at most
 * @param naivePrefillTokens tokens read if every cell read its prompts by itself
 * @param processBytes what the process takes now, the weights among it; 0 if nobody can tell
 * @param weightBytes memory of the weights
 * @param workBytes peak memory of caches, evidence and activations, predicted
 * @param seconds time at most, at the speed at which a short prompt was just read
 */
public record SweepCost(
    Sweep sweep,
    PlanTree tree,
    int examples,
    int longestPrompt,
    int sharedPrefix,
    int cells,
    int batch,
    int pieces,
    long prefills,
    long prefillTokens,
    long branches,
    long distinct,
    long answerTokens,
    long checkedTokens,
    long stepwiseTokens,
    long naivePrefillTokens,
    long processBytes,
    long weightBytes,
    long workBytes,
    double seconds) {

  /** Tokens of the prompt whose reading tells the speed. */
  private static final int PROBED = 128;

  /** Models beyond this size are probed with fewer tokens. */
  private static final long LARGE = 1L << 30;

  /** Counts; loads the model and reads the task, and reads one short prompt for the speed. */
  public static SweepCost of(
      Sweep sweep, Answers answers, Workbench workbench, RunOptions options, long seed) {
    SweepSetup setup = SweepSetup.of(sweep, workbench, options, seed, new Cancellation());
    Model model = setup.model().model();
    List<PreparedPrompt> prompts =
        Preparation.prompts(
            setup.model(),
            setup.model().sized(workbench.task(answers.name())),
            answers,
            answers.examples());
    Set<CompressionPoint> points = new HashSet<>();
    int branching = setup.branching();
    for (Treatment treatment : sweep.treatments()) {
      if (!treatment.isFull() && !setup.stepwise(treatment)) {
        points.add(treatment.point());
      }
    }
    int stepwise = sweep.treatments().size() - 1 - branching;
    int prefix =
        options.mechanisms().contains(Mechanism.PREFIX_SHARING) && prompts.size() > 1
            ? SharedPrefix.of(
                    model,
                    prompts.stream().map(PreparedPrompt::ids).toList(),
                    setup.longestWindow())
                .length()
            : 0;
    int longest = prompts.stream().mapToInt(PreparedPrompt::length).max().orElse(0);
    long total = prompts.stream().mapToLong(PreparedPrompt::length).sum();
    boolean shared = options.mechanisms().contains(Mechanism.SHARED_PREFILL);
    long rounds = shared ? Math.max(1, points.size()) : 1 + branching;
    long own = total - (long) prefix * prompts.size();
    Memory memory = setup.memory(answers.maxTokens());
    int batch =
        Math.min(prompts.size(), memory.promptsAtOnce(longest, setup.evidence(), branching));
    long prefillTokens = rounds * (own + prefix) + (stepwise > 0 ? total : 0);
    long answerTokens = (long) prompts.size() * answers.maxTokens();
    boolean merging = options.mechanisms().contains(Mechanism.MERGING);
    PlanTree tree = PlanTree.of(setup, prompts, prefix, Math.max(1, batch), merging);
    long distinct = merging ? distinct(tree, prompts.size()) : (long) prompts.size() * branching;
    long checked = distinct * answers.maxTokens();
    long decoded = answerTokens * stepwise;
    return new SweepCost(
        sweep,
        tree,
        prompts.size(),
        longest,
        prefix,
        sweep.treatments().size(),
        batch,
        (prompts.size() + batch - 1) / Math.max(1, batch),
        prompts.size() * (rounds + (stepwise > 0 ? 1 : 0)),
        prefillTokens,
        (long) prompts.size() * branching,
        distinct,
        answerTokens,
        checked,
        decoded,
        total * sweep.treatments().size(),
        ProcessStatus.resident().orElse(0),
        model.bytes(),
        memory.peak(batch, longest, setup.evidence(), branching),
        (prefillTokens + answerTokens + checked + decoded) * secondsPerToken(model, prompts));
  }

  /** Branches of the first examples, whose cells are merged ahead; others are like them. */
  private static long distinct(PlanTree tree, int examples) {
    PlanTree known =
        new PlanTree(
            tree.model(),
            tree.task(),
            tree.shared(),
            List.of(
                new PlanTree.Piece(
                    tree.pieces().stream()
                        .flatMap(piece -> piece.examples().stream())
                        .limit(PlanTree.MERGED)
                        .toList())));
    int sampled = Math.min(PlanTree.MERGED, examples);
    return sampled == 0 ? 0 : Math.round((double) known.branches() / sampled * examples);
  }

  private static double secondsPerToken(Model model, List<PreparedPrompt> prompts) {
    if (prompts.isEmpty()) {
      return 0;
    }
    int[] ids = prompts.get(0).ids();
    int most = model.config().parameters() > LARGE ? PROBED / 4 : PROBED;
    int[] some = Arrays.copyOf(ids, Math.min(ids.length, most));
    double best = Double.MAX_VALUE;
    for (int round = 0; round < 2; round++) {
      long started = System.nanoTime();
      try (Prefill prefill = model.prefill(List.of(some), Set.of(), 0)) {
        prefill.logits().argmax();
      }
      best = Math.min(best, (System.nanoTime() - started) / 1e9);
    }
    return best / some.length;
  }

  /** How often the naive way would read what is read once. */
  public double prefillSaving() {
    return (double) naivePrefillTokens / Math.max(1, prefillTokens);
  }

  /** Peak memory of the whole process, predicted. */
  public long peakBytes() {
    return Math.max(processBytes, weightBytes) + workBytes;
  }
}
