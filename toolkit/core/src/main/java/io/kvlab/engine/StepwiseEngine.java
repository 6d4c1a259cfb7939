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

  /** The rows of a batch of prompts. */
  List<ExampleRow> run(Map<PreparedPrompt, List<Treatment>> wanted) {
    List<ExampleRow> rows = new ArrayList<>();
    Map<CompressionPoint, Map<PreparedPrompt, List<Treatment>>> after = new LinkedHashMap<>();
    wanted.forEach(
        (prompt, treatments) -> {
          for (Treatment treatment : treatments) {
            if (Compressor.actsDuringPrefill(sweep.policy(treatment))) {
              rows.add(duringPrefill(prompt, treatment));
            } else {
              after
                  .computeIfAbsent(treatment.point(), point -> new LinkedHashMap<>())
                  .computeIfAbsent(prompt, p -> new ArrayList<>())
                  .add(treatment);
            }
          }
        });
    after.forEach((point, at) -> rows.addAll(afterPrefill(point, at)));
    return rows;
  }

  private ExampleRow duringPrefill(PreparedPrompt prompt, Treatment treatment) {
    sweep.checkCancelled();
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
      return decode(List.of(job), prefill.cache()).get(0);
    }
  }

  private List<ExampleRow> afterPrefill(
      CompressionPoint point, Map<PreparedPrompt, List<Treatment>> wanted) {
    List<PreparedPrompt> prompts = List.copyOf(wanted.keySet());
    Set<EvidenceKind> evidence =
        sweep.setup().evidence(wanted.values().stream().flatMap(List::stream).toList());
    List<ExampleRow> rows = new ArrayList<>();
    long started = System.nanoTime();
    try (Prefill prefill = prefix.prefill(Branches.parts(prompts, point), evidence)) {
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
      int most = sweep.memory().ownAtOnce(jobs.stream().map(Job::prompt).toList());
      for (int from = 0; from < jobs.size(); from += most) {
        sweep.checkCancelled();
        List<Job> chunk = jobs.subList(from, Math.min(jobs.size(), from + most));
        int tail = chunk.stream().mapToInt(job -> job.prompt().tail(point).length).max().orElse(0);
        try (KvCache cache =
            model.caches().gather(sources.subList(from, from + chunk.size()), Math.max(1, tail))) {
          rows.addAll(decode(chunk, cache));
        }
      }
    }
    return rows;
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
  private List<ExampleRow> decode(List<Job> jobs, KvCache cache) {
    long started = System.nanoTime();
    int[] first = jobs.stream().mapToInt(Job::predicted).toArray();
    List<int[]> tails = jobs.stream().map(j -> j.prompt().tail(j.treatment().point())).toList();
    if (tails.stream().anyMatch(t -> t.length > 0)) {
      try (Logits logits = model.forward(cache, tails)) {
        int[][] best = logits.argmax();
        Arrays.setAll(first, i -> best[i][0]);
      }
    }
    DecodeBatch<Job> batch = new DecodeBatch<>(model);
    try (Decoding<Job> decoding = new Decoding<>(sweep, batch)) {
      for (int i = 0; i < jobs.size(); i++) {
        Job job = jobs.get(i);
        decoding.entered(job, Float.MAX_VALUE);
        batch.add(
            job,
            Source.all(cache, i),
            job.prompt().ids(),
            new int[] {first[i]},
            sweep.stop(job.prompt()),
            token -> {},
            job.rule());
      }
      Map<Job, Generation> answers = decoding.finish();
      double each = seconds(started) / jobs.size();
      return jobs.stream().map(job -> row(job, answers, each)).toList();
    }
  }

  private ExampleRow row(Job job, Map<Job, Generation> answers, double seconds) {
    Generation answer = answers.get(job);
    if (answer == null) {
      throw new IllegalStateException("a prompt was left without an answer");
    }
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
