package io.kvlab.paper;

import io.kvlab.paper.Observation.Verdict;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.summary.SummaryCell;
import io.kvlab.summary.stats.Contrast;
import io.kvlab.summary.stats.Holm;
import io.kvlab.summary.stats.RankCorrelation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The six observations as tests. Contrasts are Welch's over examples, Holm-corrected. */
final class Observations {
  private static final double ALPHA = 0.05;

  /** Below this share of the cache the paper sees steep falls. */
  private static final double STEEP = 0.4;

  /** A mean relative loss of at most this is called stable. */
  private static final double STABLE = 0.05;

  private static final int MANY_SHOTS = 16;
  private static final Set<String> FRAGILE =
      Set.of("arithmetic reasoning", "code generation", "safety");
  private static final Set<String> ROBUST = Set.of("world knowledge", "commonsense");
  private static final Set<String> WHOLE = Set.of("chunkkv", "shotkv");
  private static final Set<String> TOKENS = Set.of("streamingllm", "h2o", "snapkv", "pyramidkv");
  private static final String LONG = "long-context generation";

  /** A test that was made, or the reason why it could not be. */
  private record Finding(
      int number, String claim, Optional<Contrast> contrast, double expected, String words) {}

  private final RelativeLoss losses;

  Observations(RelativeLoss losses) {
    this.losses = losses;
  }

  List<Observation> all() {
    List<Finding> findings =
        List.of(below(), reasoningModel(), shorterPrompts(), wholeChunks(), longGeneration());
    double[] adjusted =
        Holm.adjust(
            findings.stream()
                .flatMap(finding -> finding.contrast().stream())
                .mapToDouble(Contrast::pValue)
                .toArray());
    List<Observation> observations = new ArrayList<>();
    int next = 0;
    for (Finding finding : findings) {
      observations.add(
          finding.contrast().isPresent()
              ? judged(finding, adjusted[next++])
              : new Observation(
                  finding.number(), finding.claim(), Verdict.CANNOT_TELL, finding.words()));
    }
    observations.set(0, withStability(observations.get(0)));
    observations.add(prompting());
    observations.sort(Comparator.comparingInt(Observation::number));
    return observations;
  }

  private static Observation judged(Finding finding, double pValue) {
    Contrast contrast = finding.contrast().orElseThrow();
    Verdict verdict =
        pValue > ALPHA
            ? Verdict.CANNOT_TELL
            : contrast.difference() * finding.expected() > 0
                ? Verdict.SUPPORTS
                : Verdict.CONTRADICTS;
    String words =
        String.format(
            Locale.ROOT,
            "%s: difference %+.3f of the full score [%+.3f, %+.3f], p = %.3g (Welch, Holm).",
            finding.words(),
            contrast.difference(),
            contrast.interval().low(),
            contrast.interval().high(),
            pValue);
    return new Observation(finding.number(), finding.claim(), verdict, words);
  }

  private Finding below() {
    Predicate<CellKey> low = key -> RelativeLoss.ratio(key).orElse(1) < STEEP;
    List<double[]> fragile = losses.samples(low.and(capability(FRAGILE)));
    List<double[]> robust = losses.samples(low.and(capability(ROBUST)));
    return finding(
        1,
        "Degradation depends on the task: all hold down to 40 % kept; below, arithmetic, code and"
            + " safety fall steeply, knowledge and commonsense hold.",
        between(fragile, robust),
        -1,
        "Below 40 % kept, arithmetic, code and safety against knowledge and commonsense",
        "It takes cells below 40 % kept, able to show an effect, of arithmetic, code or safety and"
            + " of knowledge or commonsense");
  }

  /**
   * The first half of the first observation is a claim of sameness: its interval must be narrow.
   */
  private Observation withStability(Observation steep) {
    List<double[]> samples = losses.samples(key -> RelativeLoss.ratio(key).orElse(0) >= STEEP);
    if (samples.isEmpty()) {
      return steep;
    }
    Contrast loss = Contrast.of(samples, List.of());
    Verdict stable =
        loss.interval().low() > -STABLE
            ? Verdict.SUPPORTS
            : loss.interval().high() < -STABLE ? Verdict.CONTRADICTS : Verdict.CANNOT_TELL;
    Verdict both =
        stable == Verdict.CONTRADICTS || steep.verdict() == Verdict.CONTRADICTS
            ? Verdict.CONTRADICTS
            : stable == Verdict.SUPPORTS ? steep.verdict() : Verdict.CANNOT_TELL;
    String words =
        String.format(
            Locale.ROOT,
            "%s At 40 %% kept and more, mean relative loss %+.3f [%+.3f, %+.3f]; stable means above"
                + " -%.2f: %s.",
            steep.evidence(),
            loss.difference(),
            loss.interval().low(),
            loss.interval().high(),
            STABLE,
            stable.words());
    return new Observation(steep.number(), steep.claim(), both, words);
  }

  private Finding reasoningModel() {
    Map<Boolean, List<String>> models = new TreeMap<>();
    losses
        .evidence(key -> true)
        .forEach(
            cell -> {
              String model = cell.key().workload().model();
              boolean distilled = model.toLowerCase(Locale.ROOT).contains("r1-distill");
              models.computeIfAbsent(distilled, d -> new ArrayList<>()).add(task(cell));
            });
    Set<String> shared = new java.util.TreeSet<>(models.getOrDefault(true, List.of()));
    shared.retainAll(models.getOrDefault(false, List.of()));
    Predicate<CellKey> both = key -> shared.contains(key.workload().task());
    Predicate<CellKey> distilled =
        key -> key.workload().model().toLowerCase(Locale.ROOT).contains("r1-distill");
    return finding(
        2,
        "The R1-distilled model is more robust than the instruct model.",
        between(losses.samples(both.and(distilled)), losses.samples(both.and(distilled.negate()))),
        1,
        "R1-distilled against the other models on the same tasks",
        "It takes r1-distill-llama-8b and another model on the same tasks");
  }

  private Finding shorterPrompts() {
    Map<Workload, Map<String, Double>> all = losses.byExample(key -> true);
    List<double[]> differences = new ArrayList<>();
    for (Workload few : all.keySet()) {
      all.keySet().stream()
          .filter(many -> sameButMoreShots(few, many))
          .max(Comparator.comparingInt(Workload::shots))
          .filter(many -> all.keySet().stream().noneMatch(less -> sameButMoreShots(less, few)))
          .ifPresent(
              many ->
                  pairs(all.getOrDefault(few, Map.of()), all.getOrDefault(many, Map.of()))
                      .ifPresent(differences::add));
    }
    return finding(
        3,
        "Shorter prompts are more fragile.",
        paired(differences),
        -1,
        "Fewest against most shots, the same examples",
        "It takes the same task with fewer and with more shots");
  }

  private static boolean sameButMoreShots(Workload few, Workload many) {
    return few.model().equals(many.model())
        && few.task().equals(many.task())
        && few.settings().equals(many.settings())
        && many.shots() > few.shots();
  }

  private Finding wholeChunks() {
    Predicate<CellKey> many = key -> key.workload().shots() >= MANY_SHOTS;
    Map<Workload, Map<String, Double>> whole =
        losses.byExample(many.and(key -> WHOLE.contains(key.treatment().policyName())));
    Map<Workload, Map<String, Double>> tokens =
        losses.byExample(many.and(key -> TOKENS.contains(key.treatment().policyName())));
    List<double[]> differences = new ArrayList<>();
    whole.forEach(
        (workload, examples) ->
            pairs(examples, tokens.getOrDefault(workload, Map.of())).ifPresent(differences::add));
    return finding(
        4,
        "Keeping whole chunks or shots helps many-shot reasoning.",
        paired(differences),
        1,
        "chunkkv and shotkv against policies that pick tokens, the same examples",
        "It takes chunkkv or shotkv beside streamingllm, h2o, snapkv or pyramidkv at "
            + MANY_SHOTS
            + " shots or more");
  }

  private Observation prompting() {
    String claim = "Tasks that gain most from prompting lose most.";
    Map<Workload, Map<String, Double>> all = losses.byExample(key -> true);
    List<double[]> pairs = new ArrayList<>();
    all.forEach(
        (workload, examples) -> {
          Workload bare =
              new Workload(
                  workload.model(), workload.task(), workload.capability(), 0, workload.settings());
          if (workload.shots() > 0 && losses.fullScore(bare).isPresent()) {
            double gain =
                losses.fullScore(workload).orElseThrow() - losses.fullScore(bare).orElseThrow();
            pairs.add(new double[] {gain, RelativeLoss.mean(examples.values())});
          }
        });
    if (pairs.size() < 5 || pairs.size() > RankCorrelation.MOST_PAIRS) {
      return new Observation(
          5,
          claim,
          Verdict.CANNOT_TELL,
          "It takes five to nine tasks with their full-cache score at 0 shots beside it; this grid"
              + " has "
              + pairs.size()
              + ".");
    }
    RankCorrelation correlation =
        RankCorrelation.of(
            pairs.stream().mapToDouble(pair -> pair[0]).toArray(),
            pairs.stream().mapToDouble(pair -> pair[1]).toArray());
    Verdict verdict =
        correlation.pValue() > ALPHA
            ? Verdict.CANNOT_TELL
            : correlation.rho() < 0 ? Verdict.SUPPORTS : Verdict.CONTRADICTS;
    return new Observation(
        5,
        claim,
        verdict,
        String.format(
            Locale.ROOT,
            "Gain of the shots against mean relative loss over %d tasks: Spearman's rho %+.2f, exact"
                + " p = %.3g.",
            pairs.size(),
            correlation.rho(),
            correlation.pValue()));
  }

  private Finding longGeneration() {
    Predicate<CellKey> low = key -> RelativeLoss.ratio(key).orElse(1) <= STEEP;
    Predicate<CellKey> isLong = key -> key.workload().capability().equals(LONG);
    return finding(
        6,
        "Long generation is most sensitive.",
        between(losses.samples(low.and(isLong)), losses.samples(low.and(isLong.negate()))),
        -1,
        "At 40 % kept and less, long generation against all other tasks",
        "It takes a long-generation task and others at 40 % kept and less");
  }

  private static Finding finding(
      int number,
      String claim,
      Optional<Contrast> contrast,
      double expected,
      String words,
      String missing) {
    return new Finding(
        number,
        claim,
        contrast,
        expected,
        contrast.isPresent() ? words : missing + "; this grid has not both.");
  }

  private static Optional<Contrast> between(List<double[]> first, List<double[]> second) {
    return first.isEmpty() || second.isEmpty()
        ? Optional.empty()
        : Optional.of(Contrast.of(first, second));
  }

  private static Optional<Contrast> paired(List<double[]> differences) {
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(Contrast.of(differences, List.of()));
  }

  private static Optional<double[]> pairs(Map<String, Double> first, Map<String, Double> second) {
    double[] differences =
        first.entrySet().stream()
            .filter(entry -> second.containsKey(entry.getKey()))
            .mapToDouble(
                entry -> entry.getValue() - second.getOrDefault(entry.getKey(), Double.NaN))
            .toArray();
    return differences.length < 2 ? Optional.empty() : Optional.of(differences);
  }

  private static Predicate<CellKey> capability(Set<String> capabilities) {
    return key -> capabilities.contains(key.workload().capability());
  }

  private static String task(SummaryCell cell) {
    return cell.key().workload().task();
  }
}
