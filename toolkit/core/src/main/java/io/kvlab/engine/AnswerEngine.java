package io.kvlab.engine;

import io.kvlab.cache.KvCache;
import io.kvlab.cache.KvCache.Source;
import io.kvlab.cache.Selection;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.model.BranchBatch;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.decode.DecodeBatch;
import io.kvlab.model.decode.Generation;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Timing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

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
  public List<ExampleRow> run(List<PreparedPrompt> prompts, Collection<Treatment> treatments) {
    Map<CompressionPoint, List<Treatment>> points = Branches.byPoint(treatments);
    boolean wantsFull = treatments.stream().anyMatch(Treatment::isFull);
    List<ExampleRow> rows = new ArrayList<>();
    List<Generation> drafts = new ArrayList<>();
    points.forEach(
        (point, compressing) ->
            rows.addAll(
                runPoint(prompts, point, compressing, drafts, wantsFull && rows.isEmpty())));
    return rows;
  }

  private List<ExampleRow> runPoint(
      List<PreparedPrompt> prompts,
      CompressionPoint point,
      List<Treatment> treatments,
      List<Generation> drafts,
      boolean wantsFull) {
    List<ExampleRow> rows = new ArrayList<>();
    long started = System.nanoTime();
    try (Prefill prefill =
        prefix.prefill(Branches.parts(prompts, point), sweep.setup().evidence(treatments))) {
      double prefillSeconds = seconds(started) / prompts.size();
      List<Branch> ways = branches.of(prompts, point, treatments, prefill);
      if (drafts.isEmpty()) {
        long decoding = System.nanoTime();
        drafts.addAll(draft(prompts, point, prefill));
        double decodeSeconds = seconds(decoding) / prompts.size();
        if (wantsFull) {
          for (int i = 0; i < prompts.size(); i++) {
            rows.add(fullRow(prompts.get(i), drafts.get(i), prefillSeconds, decodeSeconds));
          }
        }
      }
      BranchRunner runner = new BranchRunner(sweep, prefill, drafts);
      for (BranchRunner.Finished finished : runner.run(ways)) {
        Branch branch = finished.branch();
        for (Treatment treatment : branch.treatments()) {
          rows.add(
              sweep
                  .rows()
                  .row(
                      branch.prompt(),
                      treatment,
                      branch.selection(),
                      branch.compressible(),
                      finished.answer(),
                      point == CompressionPoint.PROMPT ? 1 : 0,
                      new Timing(prefillSeconds, finished.seconds())));
        }
      }
    }
    return rows;
  }

  /** The full-cache answers, decoded together; the prefilled cache is left as it was. */
  private List<Generation> draft(
      List<PreparedPrompt> prompts, CompressionPoint point, Prefill prefill) {
    if (sweep.uses(Mechanism.SHARED_CACHE) && model.canBranch(prefill.cache())) {
      return draftOverSharedCache(prompts, point, prefill);
    }
    if (point == CompressionPoint.PROMPT) {
      return decode(prompts, prefill.cache(), prefill.logits().best());
    }
    List<Source> all = new ArrayList<>();
    List<int[]> tails = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      all.add(Source.all(prefill.cache(), i));
      tails.add(prompts.get(i).tail(point));
    }
    int longest = tails.stream().mapToInt(tail -> tail.length).max().orElse(0);
    try (KvCache cache = model.caches().gather(all, longest);
        Logits logits = model.forward(cache, tails)) {
      return decode(prompts, cache, logits.best());
    }
  }

  private List<Generation> draftOverSharedCache(
      List<PreparedPrompt> prompts, CompressionPoint point, Prefill prefill) {
    Logits.Best first = prefill.logits().best();
    try (SharedReading<PreparedPrompt> reading = new SharedReading<>(sweep, prefill.cache())) {
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
                false,
                known ? first.gaps()[i][0] : Float.MAX_VALUE));
      }
      Map<PreparedPrompt, Generation> answers = reading.run();
      return prompts.stream().map(answers::get).toList();
    }
  }

  private List<Generation> decode(List<PreparedPrompt> prompts, KvCache cache, Logits.Best first) {
    DecodeBatch<PreparedPrompt> batch = new DecodeBatch<>(model);
    try (Decoding<PreparedPrompt> decoding = new Decoding<>(sweep, batch)) {
      for (int i = 0; i < prompts.size(); i++) {
        PreparedPrompt prompt = prompts.get(i);
        decoding.entered(prompt, first.gaps()[i][0]);
        batch.add(
            prompt,
            Source.all(cache, i),
            prompt.ids(),
            first.tokens()[i],
            sweep.stop(prompt),
            token -> {});
      }
      Map<PreparedPrompt, Generation> answers = decoding.finish();
      return prompts.stream().map(answers::get).toList();
    }
  }

  private ExampleRow fullRow(
      PreparedPrompt prompt, Generation answer, double prefillSeconds, double decodeSeconds) {
    return sweep
        .rows()
        .row(
            prompt,
            Plan.Sweep.FULL,
            Selection.everything(
                model.config().layers(), model.config().kvHeads(), prompt.length()),
            prompt.length(),
            answer,
            0,
            new Timing(prefillSeconds, decodeSeconds));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
