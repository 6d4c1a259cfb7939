package io.kvlab.engine;

import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.dsl.ast.Scoring;
import io.kvlab.internal.NativeHeap;
import io.kvlab.model.Model;
import io.kvlab.model.Tokenizer;
import io.kvlab.model.decode.StopRule;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.ExampleId;
import io.kvlab.task.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A sweep over the examples of a task: prepares prompts, cuts batches, stores rows. */
final class AnswerSweep {
  private final SweepSetup setup;
  private final Answers work;
  private final Task task;
  private final RowSink rows;
  private final Model model;
  private final SweepContext context;

  AnswerSweep(SweepSetup setup, Answers work, Task task, RowSink rows) {
    this(setup, work, task, rows, (prompt, treatment, answer) -> {});
  }

  /**
   * @param heard hears every answer
   */
  AnswerSweep(SweepSetup setup, Answers work, Task task, RowSink rows, RowMaker.Listener heard) {
    this.setup = setup;
    this.work = work;
    this.task = task;
    this.rows = rows;
    this.model = setup.model().model();
    Tokenizer tokenizer = setup.model().requireTokenizer();
    StopRule stop =
        new StopRule(work.maxTokens(), new HashSet<>(model.config().endTokens()), task.stops());
    this.context =
        new SweepContext(
            setup,
            stop,
            new RowMaker(
                setup.sweep().workload(),
                task,
                tokenizer,
                model.caches().geometry().entryBytes(),
                heard));
  }

  /** Computes and stores what is missing. */
  void run(RunProgress progress) {
    List<PreparedPrompt> prompts = Preparation.prompts(setup.model(), task, work, work.examples());
    List<PreparedPrompt> unfinished =
        prompts.stream().filter(prompt -> !missing(prompt).isEmpty()).toList();
    if (unfinished.isEmpty()) {
      return;
    }
    try (SharedPrefix prefix = prefix(prompts)) {
      BatchEngine engine =
          work.protocol().scoring() == Scoring.LIKELIHOOD
              ? new LikelihoodEngine(context, prefix)
              : new AnswerEngine(context, prefix);
      StepwiseEngine stepwise = new StepwiseEngine(context, prefix);
      MemoryBackoff<PreparedPrompt> fitting =
          new MemoryBackoff<>(promptsAtOnce(unfinished), this::failed, rows::add, progress);
      for (int from = 0; from < unfinished.size(); ) {
        context.checkCancelled();
        int to = Math.min(unfinished.size(), from + fitting.most());
        compute(fitting, engine, stepwise, unfinished.subList(from, to));
        NativeHeap.giveBack(); // so that every piece finds what the first one found
        from = to;
      }
    }
    SweepContext.Ties ties = context.ties();
    if (ties.near() > 0) {
      progress.note(
          ties.near()
              + " of "
              + ties.answers()
              + " answers met two logits closer than "
              + SweepContext.NEAR
              + "; another way of computing may choose the other token there.");
    }
  }

  private void compute(
      MemoryBackoff<PreparedPrompt> fitting,
      BatchEngine engine,
      StepwiseEngine stepwise,
      List<PreparedPrompt> batch) {
    Set<Treatment> branching = new LinkedHashSet<>();
    for (PreparedPrompt prompt : batch) {
      for (Treatment treatment : missing(prompt)) {
        if (!setup.stepwise(treatment)) {
          branching.add(treatment);
        }
      }
    }
    if (setup.options().mechanisms().contains(Mechanism.SHARED_PREFILL)) {
      if (!branching.isEmpty()) {
        fitting.compute(engine::run, batch, List.copyOf(branching));
      }
    } else {
      branching.forEach(treatment -> fitting.compute(engine::run, batch, List.of(treatment)));
    }
    Map<PreparedPrompt, List<Treatment>> own = new LinkedHashMap<>();
    for (PreparedPrompt prompt : batch) {
      List<Treatment> left = missing(prompt).stream().filter(setup::stepwise).toList();
      if (!left.isEmpty()) {
        own.put(prompt, left);
      }
    }
    if (!own.isEmpty()) {
      context.checkCancelled();
      List<Treatment> all = own.values().stream().flatMap(List::stream).distinct().toList();
      fitting.compute(
          (prompts, its) -> stepwise.run(part(own, prompts, its)), List.copyOf(own.keySet()), all);
    }
  }

  /** What some of the prompts still need of some of the treatments. */
  private static Map<PreparedPrompt, List<Treatment>> part(
      Map<PreparedPrompt, List<Treatment>> all,
      List<PreparedPrompt> prompts,
      Collection<Treatment> treatments) {
    Map<PreparedPrompt, List<Treatment>> part = new LinkedHashMap<>();
    for (PreparedPrompt prompt : prompts) {
      List<Treatment> its =
          all.getOrDefault(prompt, List.of()).stream().filter(treatments::contains).toList();
      if (!its.isEmpty()) {
        part.put(prompt, its);
      }
    }
    return part;
  }

  private ExampleRow failed(PreparedPrompt prompt, Treatment treatment, String reason) {
    return new ExampleRow(
        new CellKey(setup.sweep().workload(), treatment),
        new ExampleId(prompt.index(), prompt.id()),
        new ExampleRow.Failed(reason));
  }

  private List<Treatment> missing(PreparedPrompt prompt) {
    return rows.missing(setup.sweep(), new ExampleId(prompt.index(), prompt.id()));
  }

  private SharedPrefix prefix(List<PreparedPrompt> prompts) {
    if (!context.uses(Mechanism.PREFIX_SHARING) || prompts.size() < 2) {
      return SharedPrefix.none(model);
    }
    Set<CompressionPoint> points = new HashSet<>(List.of(CompressionPoint.PROMPT));
    setup.sweep().treatments().forEach(treatment -> points.add(treatment.point()));
    List<int[]> parts = new ArrayList<>();
    for (PreparedPrompt prompt : prompts) {
      for (CompressionPoint point : points) {
        parts.add(Arrays.copyOf(prompt.ids(), prompt.compressible(point)));
      }
    }
    return SharedPrefix.of(model, parts, setup.longestWindow());
  }

  /** As many as fit, were all as long as the longest. */
  private int promptsAtOnce(List<PreparedPrompt> prompts) {
    int longest = prompts.stream().mapToInt(PreparedPrompt::length).max().orElse(1);
    return context.memory().promptsAtOnce(longest, setup.evidence(), setup.branching());
  }
}
