package io.kvlab.engine;

import io.kvlab.cache.KvCache;
import io.kvlab.cache.KvCache.Source;
import io.kvlab.cache.Selection;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.Visible;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Timing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Weighs the choices of multiple-choice prompts: each is fed behind the prompt through what a
 * branch has kept, and the one whose tokens are the most likely together is the answer
 * (lm-evaluation-harness, {@code multiple_choice}). Nothing is generated.
 *
 * <p>At prompt, the first token of every choice is predicted by the prefill itself, so that choices
 * of one token cannot show an effect, no more than a generated letter can.
 */
final class LikelihoodEngine implements BatchEngine {
  private final SweepContext sweep;
  private final Model model;
  private final SharedPrefix prefix;
  private final Branches branches;

  LikelihoodEngine(SweepContext sweep, SharedPrefix prefix) {
    this.sweep = sweep;
    this.model = sweep.model();
    this.prefix = prefix;
    this.branches = new Branches(sweep);
  }

  @Override
  public void run(
      List<PreparedPrompt> prompts, Collection<Treatment> treatments, Consumer<ExampleRow> rows) {
    boolean full = treatments.stream().anyMatch(Treatment::isFull);
    Map<CompressionPoint, List<Treatment>> points = Branches.byPoint(treatments);
    CompressionPoint first = points.keySet().iterator().next();
    points.forEach(
        (point, compressing) -> {
          List<Treatment> all = new ArrayList<>();
          if (full && point == first) {
            all.add(Plan.Sweep.FULL);
          }
          all.addAll(compressing);
          runPoint(prompts, point, all, rows);
        });
  }

  private void runPoint(
      List<PreparedPrompt> prompts,
      CompressionPoint point,
      List<Treatment> treatments,
      Consumer<ExampleRow> rows) {
    long started = System.nanoTime();
    List<int[]> parts = Branches.parts(prompts, point);
    sweep.reading(parts);
    try (Prefill prefill = prefix.prefill(parts, sweep.setup().evidence(treatments))) {
      double prefillSeconds = (System.nanoTime() - started) / 1e9 / prompts.size();
      List<Branch> ways = branches.of(prompts, point, treatments, prefill);
      int cells = ways.stream().mapToInt(way -> way.treatments().size()).sum();
      sweep.pace().stage(Pace.Stage.BRANCHING, ways.size(), cells);
      for (List<Branch> chunk : sweep.memory().chunks(ways)) {
        sweep.checkCancelled();
        long weighing = System.nanoTime();
        double[][] losses = weigh(chunk, prefill);
        double seconds = (System.nanoTime() - weighing) / 1e9 / chunk.size();
        for (int i = 0; i < chunk.size(); i++) {
          Branch branch = chunk.get(i);
          for (Treatment treatment : branch.treatments()) {
            rows.accept(row(branch, treatment, losses[i], new Timing(prefillSeconds, seconds)));
          }
        }
        sweep.pace().finished(chunk.size());
      }
    }
  }

  /** The negative log likelihood of every choice of every branch, in nats. */
  private double[][] weigh(List<Branch> chunk, Prefill prefill) {
    double[][] losses = new double[chunk.size()][];
    int tail = 0;
    int longest = 0;
    int most = 0;
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < chunk.size(); i++) {
      Branch branch = chunk.get(i);
      List<int[]> choices = branch.prompt().choices();
      losses[i] = new double[choices.size()];
      sources.add(Source.of(prefill.cache(), branch.sequence(), branch.selection()));
      tail = Math.max(tail, branch.tail().length);
      longest = Math.max(longest, choices.stream().mapToInt(c -> c.length).max().orElse(0));
      most = Math.max(most, choices.size());
    }
    if (tail == 0) {
      addFirst(chunk, prefill.logits(), true, losses);
      if (longest == 1) {
        return losses;
      }
    }
    try (KvCache cache = model.caches().gather(sources, tail + longest)) {
      if (tail > 0) {
        try (Logits logits = model.forward(cache, chunk.stream().map(Branch::tail).toList())) {
          addFirst(chunk, logits, false, losses);
        }
      }
      for (int choice = 0; longest > 1 && choice < most; choice++) {
        addRest(chunk, cache, choice, losses);
      }
    }
    return losses;
  }

  /** Adds the loss of each choice's first token, which the prompt's last position predicts. */
  private static void addFirst(
      List<Branch> chunk, Logits logits, boolean ofPrefill, double[][] losses) {
    for (int i = 0; i < chunk.size(); i++) {
      int sequence = ofPrefill ? chunk.get(i).sequence() : i;
      List<int[]> choices = chunk.get(i).prompt().choices();
      for (int choice = 0; choice < choices.size(); choice++) {
        losses[i][choice] += loss(logits, sequence, Arrays.copyOf(choices.get(choice), 1));
      }
    }
  }

  /** Feeds one choice of every branch and takes it back again. */
  private void addRest(List<Branch> chunk, KvCache cache, int choice, double[][] losses) {
    List<int[]> inputs = new ArrayList<>();
    for (Branch branch : chunk) {
      int[] tokens = tokens(branch, choice);
      // A pass wants a token of every sequence; one that is not needed is cut off again.
      inputs.add(tokens.length < 2 ? new int[1] : Arrays.copyOf(tokens, tokens.length - 1));
    }
    try (Logits logits = model.forwardAll(cache, inputs)) {
      for (int i = 0; i < chunk.size(); i++) {
        int[] tokens = tokens(chunk.get(i), choice);
        if (tokens.length > 1) {
          losses[i][choice] += loss(logits, i, Arrays.copyOfRange(tokens, 1, tokens.length));
        }
      }
    }
    cache.truncate(chunk.stream().mapToInt(branch -> branch.prompt().length()).toArray());
  }

  private static int[] tokens(Branch branch, int choice) {
    List<int[]> choices = branch.prompt().choices();
    return choice < choices.size() ? choices.get(choice) : new int[0];
  }

  private static double loss(Logits logits, int sequence, int[] targets) {
    return logits.divergence(sequence, 0, logits, sequence, 0, targets).nll();
  }

  private ExampleRow row(Branch branch, Treatment treatment, double[] losses, Timing timing) {
    PreparedPrompt prompt = branch.prompt();
    int scored = prompt.choices().stream().mapToInt(choice -> choice.length).sum();
    int fromPrefill = branch.tail().length == 0 ? losses.length : 0;
    boolean full = treatment.isFull();
    int covered = full ? prompt.length() : branch.compressible();
    Selection kept = full ? new Visible(model.config(), covered).everything() : branch.selection();
    return sweep
        .rows()
        .weighed(
            prompt,
            treatment,
            kept,
            covered,
            losses,
            new ExampleRow.Tokens(0, scored, branch.whole() ? 0 : scored - fromPrefill),
            timing);
  }
}
