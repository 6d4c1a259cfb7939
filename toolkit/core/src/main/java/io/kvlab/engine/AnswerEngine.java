package io.kvlab.engine;

import io.kvlab.cache.KvCache;
import io.kvlab.cache.KvCache.Source;
import io.kvlab.cache.Selection;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.engine.Decoding.Answered;
import io.kvlab.model.BranchBatch;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.Visible;
import io.kvlab.model.decode.DecodeBatch;
import io.kvlab.model.decode.Generation;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Timing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Computes batches of examples of one sweep: every prompt is read once, its cells become branches
 * of that one cache, and the full-cache answer is checked over each branch before anything is
 * decoded.
 *
 * <p>Exact for greedy decoding with policies that compress once, after the prefill; the others go
 * through {@link StepwiseEngine}.
 */
final class AnswerEngine implements BatchEngine {
  private final SweepContext sweep;
  private final Model model;
  private final SharedPrefix prefix;
  private final Branches branches;

  AnswerEngine(SweepContext sweep, SharedPrefix prefix) {
    this.sweep = sweep;
    this.model = sweep.model();
    this.prefix = prefix;
    this.branches = new Branches(sweep);
  }

  @Override
  public void run(
      List<PreparedPrompt> prompts, Collection<Treatment> treatments, Consumer<ExampleRow> rows) {
    boolean wantsFull = treatments.stream().anyMatch(Treatment::isFull);
    Map<PreparedPrompt, Generation> drafts = new HashMap<>();
    Branches.byPoint(treatments)
        .forEach(
            (point, compressing) -> {
              Point here = new Point(prompts, point, wantsFull && drafts.isEmpty(), rows);
              run(here, compressing, drafts);
            });
  }

  /**
   * Prompts at one compression point.
   *
   * @param wantsFull whether the full-cache answers are rows of their own
   * @param rows takes what is finished
   */
  private record Point(
      List<PreparedPrompt> prompts,
      CompressionPoint at,
      boolean wantsFull,
      Consumer<ExampleRow> rows) {}

  private void run(Point here, List<Treatment> treatments, Map<PreparedPrompt, Generation> drafts) {
    List<PreparedPrompt> prompts = here.prompts();
    long started = System.nanoTime();
    List<int[]> parts = Branches.parts(prompts, here.at());
    sweep.reading(parts);
    try (Prefill prefill = prefix.prefill(parts, sweep.setup().evidence(treatments))) {
      double prefillSeconds = seconds(started) / prompts.size();
      List<Branch> ways = branches.of(prompts, here.at(), treatments, prefill);
      if (drafts.isEmpty()) {
        sweep.pace().stage(Pace.Stage.DRAFTING, prompts.size(), prompts.size());
        draft(
            here,
            prefill,
            (prompt, answer, seconds) -> {
              drafts.put(prompt, answer);
              if (here.wantsFull()) {
                here.rows().accept(fullRow(prompt, answer, prefillSeconds, seconds));
              }
            });
      }
      if (ways.isEmpty()) {
        return;
      }
      int cells = ways.stream().mapToInt(way -> way.treatments().size()).sum();
      sweep.pace().stage(Pace.Stage.BRANCHING, ways.size(), cells);
      new BranchRunner(sweep, prefill, drafts)
          .run(
              ways,
              (branch, answer, seconds) -> {
                Timing timing = new Timing(prefillSeconds, seconds);
                for (Treatment treatment : branch.treatments()) {
                  here.rows().accept(branchRow(here.at(), branch, treatment, answer, timing));
                }
              });
    }
  }

  private ExampleRow branchRow(
      CompressionPoint point,
      Branch branch,
      Treatment treatment,
      Generation answer,
      Timing timing) {
    return sweep
        .rows()
        .row(
            branch.prompt(),
            treatment,
            branch.selection(),
            branch.compressible(),
            answer,
            point == CompressionPoint.PROMPT ? 1 : 0,
            timing);
  }

  /** The full-cache answers, decoded together; the prefilled cache is left as it was. */
  private void draft(Point here, Prefill prefill, Answered<PreparedPrompt> heard) {
    List<PreparedPrompt> prompts = here.prompts();
    if (sweep.uses(Mechanism.SHARED_CACHE) && model.canBranch(prefill.cache())) {
      draftOverSharedCache(here, prefill, heard);
      return;
    }
    if (here.at() == CompressionPoint.PROMPT) {
      decode(prompts, prefill.cache(), prefill.logits().best(), heard);
      return;
    }
    List<Source> all = new ArrayList<>();
    List<int[]> tails = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      all.add(Source.all(prefill.cache(), i));
      tails.add(prompts.get(i).tail(here.at()));
    }
    int longest = tails.stream().mapToInt(tail -> tail.length).max().orElse(0);
    try (KvCache cache = model.caches().gather(all, longest);
        Logits logits = model.forward(cache, tails)) {
      decode(prompts, cache, logits.best(), heard);
    }
  }

  private void draftOverSharedCache(Point here, Prefill prefill, Answered<PreparedPrompt> heard) {
    List<PreparedPrompt> prompts = here.prompts();
    CompressionPoint point = here.at();
    Logits.Best first = prefill.logits().best();
    try (SharedReading<PreparedPrompt> reading =
        new SharedReading<>(sweep, prefill.cache(), heard)) {
      for (int i = 0; i < prompts.size(); i++) {
        PreparedPrompt prompt = prompts.get(i);
        boolean known = point == CompressionPoint.PROMPT;
        Selection all =
            Selection.everything(
                model.config().layers(), model.config().kvHeads(), prompt.compressible(point));
        reading.add(
            new SharedReading.Reader<>(
                prompt,
                prompt,
                new BranchBatch.Branch(i, all),
                prompt.tail(point),
                known ? first.tokens()[i] : new int[0],
                Optional.empty(),
                known ? first.gaps()[i][0] : Float.MAX_VALUE));
      }
      reading.run();
    }
  }

  private void decode(
      List<PreparedPrompt> prompts,
      KvCache cache,
      Logits.Best first,
      Answered<PreparedPrompt> heard) {
    DecodeBatch<PreparedPrompt> batch = new DecodeBatch<>(model);
    try (Decoding<PreparedPrompt> decoding = new Decoding<>(sweep, batch, heard)) {
      for (int i = 0; i < prompts.size(); i++) {
        PreparedPrompt prompt = prompts.get(i);
        decoding.entered(prompt, first.gaps()[i][0], 0);
        batch.add(
            prompt,
            Source.all(cache, i),
            prompt.ids(),
            first.tokens()[i],
            sweep.stop(prompt),
            token -> {});
      }
      decoding.finish();
    }
  }

  private ExampleRow fullRow(
      PreparedPrompt prompt, Generation answer, double prefillSeconds, double decodeSeconds) {
    return sweep
        .rows()
        .row(
            prompt,
            Plan.Sweep.FULL,
            new Visible(model.config(), prompt.length()).everything(),
            prompt.length(),
            answer,
            0,
            new Timing(prefillSeconds, decodeSeconds));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
