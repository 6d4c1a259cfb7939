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
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A sweep over the examples of a task: prepares prompts, cuts batches, stores rows. */
final class AnswerSweep {
  /** The first prompts are read within about so long, so that a run that is stopped has rows. */
  private static final double FIRST_SECONDS = 2;

  /** Batches grow by this factor up to what fits. */
  private static final int GROWTH = 4;

  /** Floating-point operations a second that common machines come near. */
  private static final double CPU_SPEED = 1e11;

  private static final double GPU_SPEED = 2e13;

  private final SweepSetup setup;
  private final Answers work;
  private final Task task;
  private final RowSink rows;
  private final Model model;
  private final SweepContext context;
  private final Pace pace;

  AnswerSweep(SweepSetup setup, Answers work, Task task, RowSink rows) {
    this(setup, work, task, rows, (prompt, treatment, answer) -> {});
  }

  /**
   * @param heard hears every answer
   */
  AnswerSweep(SweepSetup setup, Answers work, Task named, RowSink rows, RowMaker.Listener heard) {
    this.setup = setup;
    this.work = work;
    this.task = setup.model().sized(named);
    this.rows = rows;
    this.model = setup.model().model();
    this.pace = new Pace(rows);
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
                heard),
            pace);
  }

  /** Computes and stores what is missing. */
  void run() {
    List<Integer> wanted =
        work.examples().stream()
            .filter(example -> !rows.missing(setup.sweep(), example).isEmpty())
            .toList();
    if (wanted.isEmpty()) {
      return;
    }
    List<PreparedPrompt> unfinished = Preparation.prompts(setup.model(), task, work, wanted);
    try (Heartbeat heartbeat = Heartbeat.start(pace, model);
        SharedPrefix prefix = prefix(unfinished)) {
      BatchEngine engine =
          work.protocol().scoring() == Scoring.LIKELIHOOD
              ? new LikelihoodEngine(context, prefix)
              : new AnswerEngine(context, prefix);
      StepwiseEngine stepwise = new StepwiseEngine(context, prefix);
      MemoryBackoff<PreparedPrompt> fitting =
          new MemoryBackoff<>(promptsAtOnce(unfinished), this::failed, this::store, rows::note);
      int most = promptsAtFirst(unfinished);
      for (int from = 0; from < unfinished.size(); ) {
        context.checkCancelled();
        int to = Math.min(unfinished.size(), from + Math.min(most, fitting.most()));
        most = (int) Math.min(unfinished.size(), (long) GROWTH * most);
        compute(fitting, engine, stepwise, unfinished.subList(from, to));
        NativeHeap.giveBack(); // so that every piece finds what the first one found
        from = to;
      }
    }
    SweepContext.Ties ties = context.ties();
    if (ties.near() > 0) {
      rows.note(
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
    plan(batch);
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
        fitting.compute(rest(engine), batch, List.copyOf(branching));
      }
    } else {
      branching.forEach(treatment -> fitting.compute(rest(engine), batch, List.of(treatment)));
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
          (prompts, its, taken) -> stepwise.run(part(own, prompts, its), taken),
          List.copyOf(own.keySet()),
          all);
    }
    pace.end();
  }

  /** An engine that leaves out prompts of which nothing is wanted any more. */
  private MemoryBackoff.Engine<PreparedPrompt> rest(BatchEngine engine) {
    return (prompts, treatments, taken) -> {
      List<PreparedPrompt> left =
          prompts.stream()
              .filter(prompt -> missing(prompt).stream().anyMatch(treatments::contains))
              .toList();
      if (!left.isEmpty()) {
        engine.run(left, treatments, taken);
      }
    };
  }

  private void store(List<ExampleRow> finished) {
    rows.add(finished);
    pace.emitted(finished.size());
  }

  /** Tells the pace what a batch will go through. */
  private void plan(List<PreparedPrompt> batch) {
    Map<Pace.Stage, Double> units = new EnumMap<>(Pace.Stage.class);
    int all = 0;
    for (PreparedPrompt prompt : batch) {
      Set<CompressionPoint> points = new HashSet<>();
      for (Treatment treatment : missing(prompt)) {
        all++;
        points.add(treatment.point());
        boolean stepwise = setup.stepwise(treatment);
        Pace.Stage stage =
            stepwise
                ? Pace.Stage.STEPWISE
                : treatment.isFull() ? Pace.Stage.DRAFTING : Pace.Stage.BRANCHING;
        units.merge(stage, 1.0, Double::sum);
      }
      points.forEach(
          point ->
              units.merge(Pace.Stage.READING, (double) prompt.compressible(point), Double::sum));
    }
    pace.batch(all, units);
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
    return rows.missing(setup.sweep(), prompt.index());
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

  /** So few that they are read within moments, however large the model is. */
  private int promptsAtFirst(List<PreparedPrompt> prompts) {
    double speed = model.device().isGpu() ? GPU_SPEED : CPU_SPEED;
    double each = 2.0 * model.config().parameters() * prompts.get(0).length() / speed;
    return (int) Math.max(1, Math.min(prompts.size(), FIRST_SECONDS / each));
  }

  /** As many as fit, were all as long as the longest. */
  private int promptsAtOnce(List<PreparedPrompt> prompts) {
    int longest = prompts.stream().mapToInt(PreparedPrompt::length).max().orElse(1);
    return context.memory().promptsAtOnce(longest, setup.evidence(), setup.branching());
  }
}
