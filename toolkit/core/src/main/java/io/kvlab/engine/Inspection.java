package io.kvlab.engine;

import io.kvlab.KvlabException;
import io.kvlab.cache.KvCache;
import io.kvlab.cache.KvCache.Source;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.inspect.EvictionTrace;
import io.kvlab.inspect.KeptTokens;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.Tokenizer;
import io.kvlab.model.decode.DecodeBatch;
import io.kvlab.model.decode.StepRule;
import io.kvlab.model.decode.StopRule;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.method.ShotKv;
import io.kvlab.policy.method.StandardPolicies;
import io.kvlab.task.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks over the shoulder of a sweep at one of its prompts: what every treatment keeps of it, how
 * its shots are scored, and what is evicted when while it is answered. Prompt, evidence and draws
 * are those of the sweep itself, so what is seen is what was measured.
 */
public final class Inspection {
  private static final int MOST_TRACES = 4;

  private final SweepSetup setup;
  private final Task task;
  private final Answers work;
  private final Model model;
  private final PreparedPrompt prompt;

  /**
   * @param policies one per treatment of the sweep
   * @param example index into the task's data
   */
  public Inspection(
      LoadedModel loaded,
      Task task,
      Sweep sweep,
      Map<Treatment, Policy> policies,
      long seed,
      int example,
      Cancellation cancellation) {
    if (!(sweep.work() instanceof Answers answers)) {
      throw KvlabException.usage(
          "Kept tokens are shown for prompts of tasks, not for text files; name a task, such as gsm-mini.");
    }
    this.task = task;
    this.work = answers;
    this.model = loaded.model();
    this.setup = new SweepSetup(sweep, loaded, policies, RunOptions.DEFAULT, seed, cancellation);
    this.prompt = Preparation.prompts(loaded, task, answers, List.of(example)).get(0);
  }

  /** What each treatment keeps; what is read after the compression point counts as kept. */
  public List<KeptTokens> kept() {
    List<KeptTokens> kept = new ArrayList<>();
    for (Treatment treatment : treatments()) {
      setup.checkCancelled();
      int length = prompt.compressible(treatment.point());
      try (Start start = start(treatment)) {
        double[] shares = KeptTokens.of("", "", start.kept().selection(), length).shares();
        double[] all = Arrays.copyOf(shares, prompt.length());
        Arrays.fill(all, length, all.length, 1);
        kept.add(new KeptTokens(treatment.policy(), budget(treatment), all));
      }
    }
    return kept;
  }

  /**
   * The score by which ShotKV ranks each shot, mean over the layers: that of the sweep's own
   * ShotKV, or of one with default parameters.
   *
   * @param shots how many shots the prompt has
   * @return empty where it has none
   */
  public double[] shotScores(int shots) {
    if (shots == 0 || prompt.shots().size() != shots) {
      return new double[0];
    }
    ShotKv policy =
        setup.policies().values().stream()
            .filter(ShotKv.class::isInstance)
            .map(ShotKv.class::cast)
            .findFirst()
            .orElseGet(ShotKv::new);
    PromptView view = setup.compressor().cut(prompt, CompressionPoint.PROMPT).view();
    double[] scores = new double[shots];
    try (Prefill prefill = model.prefill(List.of(prompt.ids()), policy.evidence(), 0)) {
      for (int layer = 0; layer < view.layers(); layer++) {
        double[] here = policy.shotScores(view, prefill.evidence().get(0), layer);
        for (int shot = 0; shot < shots; shot++) {
          scores[shot] += here[shot] / view.layers();
        }
      }
    }
    return scores;
  }

  /**
   * The generations of the treatments that evict while decoding, the first {@value #MOST_TRACES}.
   *
   * @param tokens of the prompt, as text
   */
  public List<EvictionTrace> decoding(List<String> tokens) {
    List<EvictionTrace> traces = new ArrayList<>();
    for (Treatment treatment : treatments()) {
      if (treatment.decode().isPresent() && traces.size() < MOST_TRACES) {
        try (Start start = start(treatment)) {
          traces.add(trace(treatment, start, tokens));
        }
      }
    }
    return traces;
  }

  private EvictionTrace trace(Treatment treatment, Start start, List<String> tokens) {
    StepRule rule = start.kept().rule().orElseThrow();
    int room = model.config().contextLength() - prompt.length();
    StopRule stop =
        new StopRule(
            Math.min(work.maxTokens(), room),
            new HashSet<>(model.config().endTokens()),
            task.stops());
    List<double[]> held = new ArrayList<>();
    StepRule watching =
        (layer, weights, positions) -> {
          int[][] evicted = rule.evict(layer, weights, positions);
          if (layer == 0) {
            held.add(new double[prompt.length() + held.size() + 1]);
          }
          hold(held.get(held.size() - 1), positions, evicted);
          return evicted;
        };
    int[] generated;
    try (DecodeBatch<PreparedPrompt> batch = new DecodeBatch<>(model)) {
      batch.add(
          prompt,
          Source.all(start.cache(), 0),
          prompt.ids(),
          new int[] {start.first()},
          stop,
          token -> {},
          Optional.of(watching));
      List<DecodeBatch.Finished<PreparedPrompt>> done;
      do {
        setup.checkCancelled();
        done = batch.step();
      } while (done.isEmpty());
      generated = done.get(0).generation().ids();
    }
    if (held.isEmpty()) {
      throw KvlabException.usage(
          "The answer of this example is a single token, so nothing could be evicted while it was"
              + " decoded; name another with example N.");
    }
    List<String> all = new ArrayList<>(tokens);
    Tokenizer tokenizer = setup.model().requireTokenizer();
    for (int i = 0; i < held.size(); i++) {
      all.add(tokenizer.decodeAfter(Arrays.copyOf(generated, i), new int[] {generated[i]}));
    }
    return new EvictionTrace(
        StandardPolicies.LABELS.of(treatment.policy())
            + " "
            + treatment.budget()
            + " decode "
            + treatment.decode().orElseThrow(),
        all,
        prompt.length(),
        held.stream().map(row -> Arrays.copyOf(row, all.size())).toArray(double[][]::new));
  }

  private void hold(double[] row, int[][] positions, int[][] evicted) {
    double share = 1.0 / (model.config().layers() * positions.length);
    for (int head = 0; head < positions.length; head++) {
      Set<Integer> gone = new HashSet<>();
      Arrays.stream(evicted[head]).forEach(gone::add);
      for (int position : positions[head]) {
        row[position] += gone.contains(position) ? 0 : share;
      }
    }
    Arrays.setAll(row, i -> Math.min(1, row[i])); // sums of shares end a little above 1
  }

  /** What a treatment has left of the prompt, and the first token of the answer. */
  private record Start(KvCache cache, Compressor.Kept kept, int first) implements AutoCloseable {
    @Override
    public void close() {
      cache.close();
    }
  }

  private Start start(Treatment treatment) {
    Policy policy = setup.policy(treatment);
    Compressor.Cut cut = setup.compressor().cut(prompt, treatment.point());
    try (Prefill prefill = model.prefill(List.of(cut.read()), policy.evidence(), 0)) {
      Compressor.Kept kept = setup.compressor().keep(cut, policy, treatment, prefill, 0);
      KvCache cache =
          model
              .caches()
              .gather(
                  List.of(Source.of(prefill.cache(), 0, kept.selection())),
                  cut.tail().length + work.maxTokens());
      if (cut.tail().length == 0) {
        return new Start(cache, kept, prefill.logits().argmax()[0][0]);
      }
      try (Logits logits = model.forward(cache, List.of(cut.tail()))) {
        return new Start(cache, kept, logits.argmax()[0][0]);
      }
    }
  }

  /** Those that compress after the prefill; what one drops during it has no positions to show. */
  private List<Treatment> treatments() {
    return setup.sweep().treatments().stream()
        .filter(treatment -> !treatment.isFull())
        .filter(treatment -> !Compressor.actsDuringPrefill(setup.policy(treatment)))
        .toList();
  }

  private static String budget(Treatment treatment) {
    return treatment.budget()
        + (treatment.point() == CompressionPoint.PROMPT
            ? ""
            : " at " + treatment.point().keyword());
  }
}
