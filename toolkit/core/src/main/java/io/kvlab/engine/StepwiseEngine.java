package io.kvlab.engine;

import io.kvlab.cache.KvCache;
import io.kvlab.cache.KvCache.Source;
import io.kvlab.cache.Selection;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.decode.DecodeBatch;
import io.kvlab.model.decode.Generation;
import io.kvlab.model.decode.StepRule;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Timing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The exact way for treatments that no draft can be verified for: those that act during the prefill
 * (their hidden states differ) and those that evict while decoding (their cache depends on every
 * token before). Each has a cache of its own, from the first token on; they are decoded together.
 */
final class StepwiseEngine {
  private final SweepContext sweep;
  private final Model model;
  private final SharedPrefix prefix;

  StepwiseEngine(SweepContext sweep, SharedPrefix prefix) {
    this.sweep = sweep;
    this.model = sweep.model();
    this.prefix = prefix;
  }

  /** One prompt under one treatment, and what its prefill has left of it. */
  private record Job(
      PreparedPrompt prompt,
      Treatment treatment,
      Selection kept,
      Optional<StepRule> rule,
      int predicted,
      double prefillSeconds) {
    int length() {
      return prompt.compressible(treatment.point());
    }

    /** The first answer token that comes from a compressed cache. */
    int firstExposed() {
      return treatment.point() == CompressionPoint.PROMPT ? 1 : 0;
    }
  }

  /** Gives the rows of a batch of prompts as they are finished. */
  void run(Map<PreparedPrompt, List<Treatment>> wanted, Consumer<ExampleRow> rows) {
    Map<CompressionPoint, Map<PreparedPrompt, List<Treatment>>> after = new LinkedHashMap<>();
    wanted.forEach(
        (prompt, treatments) -> {
          for (Treatment treatment : treatments) {
            if (Compressor.actsDuringPrefill(sweep.policy(treatment))) {
              duringPrefill(prompt, treatment, rows);
            } else {
              after
                  .computeIfAbsent(treatment.point(), point -> new LinkedHashMap<>())
                  .computeIfAbsent(prompt, p -> new ArrayList<>())
                  .add(treatment);
            }
          }
        });
    after.forEach((point, at) -> afterPrefill(point, at, rows));
  }

  private void duringPrefill(
      PreparedPrompt prompt, Treatment treatment, Consumer<ExampleRow> rows) {
    sweep.checkCancelled();
    sweep.pace().stage(Pace.Stage.STEPWISE, 1, 1);
    long started = System.nanoTime();
    Compressor.Cut cut = sweep.compressor().cut(prompt, treatment.point());
    try (Prefill prefill =
        sweep
            .compressor()
            .readThrough(
                cut, sweep.policy(treatment), treatment.budget(), sweep.stop().maxTokens())) {
      Job job =
          new Job(
              prompt,
              treatment,
              prefill.cache().selection(0),
              Optional.empty(),
              prefill.logits().argmax()[0][0],
              seconds(started));
      decode(List.of(job), prefill.cache(), rows);
    }
  }

  private void afterPrefill(
      CompressionPoint point,
      Map<PreparedPrompt, List<Treatment>> wanted,
      Consumer<ExampleRow> rows) {
    List<PreparedPrompt> prompts = List.copyOf(wanted.keySet());
    Set<EvidenceKind> evidence =
        sweep.setup().evidence(wanted.values().stream().flatMap(List::stream).toList());
    long started = System.nanoTime();
    List<int[]> parts = Branches.parts(prompts, point);
    sweep.reading(parts);
    try (Prefill prefill = prefix.prefill(parts, evidence)) {
      double each = seconds(started) / prompts.size();
      int[][] predicted = prefill.logits().argmax();
      List<Job> jobs = new ArrayList<>();
      List<Source> sources = new ArrayList<>();
      for (int i = 0; i < prompts.size(); i++) {
        for (Treatment treatment : wanted.getOrDefault(prompts.get(i), List.of())) {
          Job job = job(prompts.get(i), treatment, prefill, i, predicted[i][0], each);
          jobs.add(job);
          sources.add(Source.of(prefill.cache(), i, job.kept()));
        }
      }
      sweep.pace().stage(Pace.Stage.STEPWISE, jobs.size(), jobs.size());
      int most = sweep.memory().ownAtOnce(jobs.stream().map(Job::prompt).toList());
      for (int from = 0; from < jobs.size(); from += most) {
        sweep.checkCancelled();
        List<Job> chunk = jobs.subList(from, Math.min(jobs.size(), from + most));
        int tail = chunk.stream().mapToInt(job -> job.prompt().tail(point).length).max().orElse(0);
        try (KvCache cache =
            model.caches().gather(sources.subList(from, from + chunk.size()), Math.max(1, tail))) {
          decode(chunk, cache, rows);
        }
      }
    }
  }

  private Job job(
      PreparedPrompt prompt,
      Treatment treatment,
      Prefill prefill,
      int sequence,
      int predicted,
      double seconds) {
    Compressor.Cut cut = sweep.compressor().cut(prompt, treatment.point());
    Compressor.Kept kept =
        sweep.compressor().keep(cut, sweep.policy(treatment), treatment, prefill, sequence);
    return new Job(prompt, treatment, kept.selection(), kept.rule(), predicted, seconds);
  }

  /**
   * Decodes jobs from their caches; what of a prompt follows its compression point is read first.
   */
  private void decode(List<Job> jobs, KvCache cache, Consumer<ExampleRow> rows) {
    long started = System.nanoTime();
    int[] first = jobs.stream().mapToInt(Job::predicted).toArray();
    List<int[]> tails = jobs.stream().map(j -> j.prompt().tail(j.treatment().point())).toList();
    if (tails.stream().anyMatch(t -> t.length > 0)) {
      try (Logits logits = model.forward(cache, tails)) {
        int[][] best = logits.argmax();
        Arrays.setAll(first, i -> best[i][0]);
      }
    }
    double reading = seconds(started) / jobs.size();
    DecodeBatch<Job> batch = new DecodeBatch<>(model);
    try (Decoding<Job> decoding =
        new Decoding<>(
            sweep, batch, (job, answer, seconds) -> rows.accept(row(job, answer, seconds)))) {
      for (int i = 0; i < jobs.size(); i++) {
        Job job = jobs.get(i);
        decoding.entered(job, Float.MAX_VALUE, reading);
        batch.add(
            job,
            Source.all(cache, i),
            job.prompt().ids(),
            new int[] {first[i]},
            sweep.stop(job.prompt()),
            token -> {},
            job.rule());
      }
      decoding.finish();
    }
  }

  private ExampleRow row(Job job, Generation answer, double seconds) {
    boolean during = Compressor.actsDuringPrefill(sweep.policy(job.treatment()));
    return sweep
        .rows()
        .row(
            job.prompt(),
            job.treatment(),
            job.kept(),
            job.length(),
            answer,
            during ? 0 : job.firstExposed(),
            new Timing(job.prefillSeconds(), seconds));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
