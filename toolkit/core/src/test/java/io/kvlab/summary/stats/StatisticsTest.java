package io.kvlab.summary.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every statistic against worked examples of the literature. */
class StatisticsTest {

  /** Newcombe, Statistics in Medicine 17 (1998), table I, method 3. */
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0.0000, 0.1611",
    "1, 29, 0.0061, 0.1718"
  })
  void wilsonIntervalAsNewcombePrintsIt(int right, int n, double low, double high) {
    Interval interval = Proportion.wilson((double) right / n, n, 0.95);
    assertThat(interval.low()).isEqualTo(low, within(5e-5));
    assertThat(interval.high()).isEqualTo(high, within(5e-5));
  }

  @Test
  void clustersOfOneAreWilsonsIntervalItself() {
    double[] right = {1, 0, 1, 1, 0, 1, 1};
    double[] sizes = {1, 1, 1, 1, 1, 1, 1};
    assertThat(Proportion.clustered(right, sizes, 0.95))
        .isEqualTo(Proportion.wilson(5 / 7.0, 7, 0.95));
  }

  @Test
  void answersThatRiseAndFallTogetherCountAsOne() {
    double[] sizes = new double[40];
    Arrays.fill(sizes, 10);
    double[] together = new double[40];
    Arrays.fill(together, 0, 20, 10);
    // half of the generations all right, half all wrong: 40 independent answers, not 400
    assertThat(Proportion.effectiveSize(together, sizes, 0.95)).isBetween(36.0, 40.0);
    double[] apart = new double[40];
    Arrays.fill(apart, 5);
    apart[0] = 4;
    apart[1] = 6;
    assertThat(Proportion.effectiveSize(apart, sizes, 0.95)).isBetween(370.0, 400.0);
  }

  /**
   * Weil's litters of rats, survivors of each litter: Rao and Scott, Biometrics 48 (1992), table 1;
   * the design effects as the R package PF prints them for it: 1.232495 and 3.952861.
   */
  @Test
  void designEffectsOfRaoAndScottsLitters() {
    double[][] control = {
      {13, 12, 9, 9, 8, 8, 12, 11, 9, 9, 8, 11, 4, 5, 7, 7},
      {13, 12, 9, 9, 8, 8, 13, 12, 10, 10, 9, 13, 5, 7, 10, 10}
    };
    double[][] treated = {
      {12, 11, 10, 9, 10, 9, 9, 8, 8, 4, 7, 4, 5, 3, 3, 0},
      {12, 11, 10, 9, 11, 10, 10, 9, 9, 5, 9, 7, 10, 6, 10, 7}
    };
    assertThat(Proportion.designEffect(control[0], control[1])).isEqualTo(1.232495, within(5e-7));
    assertThat(Proportion.designEffect(treated[0], treated[1])).isEqualTo(3.952861, within(5e-7));
    // 145 pups count as 36.7 independent ones, t with 15 degrees of freedom against 144
    assertThat(Proportion.effectiveSize(treated[0], treated[1], 0.95))
        .isEqualTo(145 / 3.952861 * Math.pow(1.976575 / 2.131450, 2), within(1e-3));
  }

  @Test
  void theClusteredIntervalCoversTheTruthAsOftenAsItSays() {
    SplittableRandom random = new SplittableRandom(3);
    int covered = 0;
    for (int trial = 0; trial < 2000; trial++) {
      double[] right = new double[30];
      double[] sizes = new double[30];
      for (int cluster = 0; cluster < 30; cluster++) {
        double chance = 0.4 + 0.4 * random.nextDouble(); // 0.6 on average
        sizes[cluster] = 20;
        for (int answer = 0; answer < 20; answer++) {
          right[cluster] += random.nextDouble() < chance ? 1 : 0;
        }
      }
      covered += Proportion.clustered(right, sizes, 0.95).contains(0.6) ? 1 : 0;
    }
    assertThat(covered / 2000.0).isBetween(0.935, 0.97);
  }

  /** Spatial test data, Efron and Tibshirani, An Introduction to the Bootstrap (1993), 14.1. */
  private static final double[] SPATIAL = {
    48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30,
    41
  };

  private static double variance(int[] members) {
    double mean = Arrays.stream(members).mapToDouble(i -> SPATIAL[i]).average().orElseThrow();
    return Arrays.stream(members)
        .mapToDouble(i -> (SPATIAL[i] - mean) * (SPATIAL[i] - mean))
        .average()
        .orElseThrow();
  }

  /** Table 14.2 there: percentile (100.8, 233.9), BCa (115.8, 259.6) from 2000 resamples. */
  @Test
  void bootstrapIntervalsOfEfronAndTibshiranisSpatialData() {
    int[] all = new int[26];
    Arrays.setAll(all, i -> i);
    assertThat(variance(all)).isEqualTo(171.5, within(0.05));
    assertThat(Bootstrap.acceleration(Bootstrap.leaveOneOut(26, StatisticsTest::variance)))
        .isEqualTo(0.061, within(0.0005));
    Bootstrap bootstrap = new Bootstrap(40_000, 1);
    Interval percentile = bootstrap.percentile(26, StatisticsTest::variance, 0.90);
    assertThat(percentile.low()).isEqualTo(100.8, within(3.0));
    assertThat(percentile.high()).isEqualTo(233.9, within(3.0));
    Interval bca = bootstrap.bca(26, StatisticsTest::variance, 0.90);
    assertThat(bca.low()).isEqualTo(115.8, within(3.5));
    assertThat(bca.high()).isEqualTo(259.6, within(3.5));
  }

  @Test
  void theSameSeedGivesTheSameIntervalAndEqualTreatmentsNone() {
    double[] ones = {1, 1, 1, 1, 1, 1};
    Pairs pairs = new Pairs(new double[] {1, 1, 0, 1, 1, 1}, new double[] {0, 1, 1, 0, 0, 0}, ones);
    Bootstrap bootstrap = new Bootstrap(2000, 7);
    assertThat(pairs.effect()).isEqualTo(-0.5, within(1e-12));
    assertThat(pairs.interval(bootstrap, 0.95)).isEqualTo(pairs.interval(bootstrap, 0.95));
    assertThat(pairs.interval(bootstrap, 0.95).contains(-0.5)).isTrue();
    assertThat(new Pairs(ones, ones, ones).interval(bootstrap, 0.95)).isEqualTo(new Interval(0, 0));
  }

  /** Fay, the vignette of R's exact2x2: 9 against 2 gives p = 0.06543. */
  @Test
  void exactMcNemarAsInExact2x2() {
    assertThat(SignFlips.mcnemar(9, 2)).isEqualTo(0.06543, within(5e-6));
    assertThat(SignFlips.mcnemar(2, 9)).isEqualTo(0.06543, within(5e-6));
    assertThat(SignFlips.mcnemar(4, 4)).isEqualTo(1);
    assertThat(SignFlips.mcnemar(0, 0)).isEqualTo(1);
  }

  @Test
  void exactMcNemarIsTheBinomialTestOfTheDiscordantPairs() {
    for (int lost = 0; lost < 40; lost++) {
      for (int gained = lost == 0 ? 1 : 0; gained < 40; gained++) {
        // (commons-statistics' own BinomialTest loses half of the tail to rounding at 1 against 23)
        double tail =
            BinomialDistribution.of(lost + gained, 0.5)
                .cumulativeProbability(Math.min(lost, gained));
        assertThat(SignFlips.mcnemar(lost, gained)).isEqualTo(Math.min(1, 2 * tail), within(1e-12));
      }
    }
  }

  /**
   * Darwin's maize, Fisher, The Design of Experiments (1935), section 21: of the 32,768 signs, 863
   * give a sum as great, so that p = 1726 / 32768.
   */
  @Test
  void signFlipTestOfDarwinsMaize() {
    double[] differences = {49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};
    assertThat(SignFlips.pValue(differences, 1)).isEqualTo(1726 / 32768.0, within(1e-12));
    double[] fractional = Arrays.stream(differences).map(d -> d / 100).toArray();
    assertThat(SignFlips.pValue(fractional, 1)).isEqualTo(1726 / 32768.0, within(0.005));
  }

  @Test
  void holmsCorrectionStepsDown() {
    // Wikipedia, "Holm-Bonferroni method", example: at 5 %, H4 and H1 are rejected, H3 and H2 not;
    // 4 x 0.005, 3 x 0.01, 2 x 0.03, then not below 0.06
    assertThat(Holm.adjust(new double[] {0.01, 0.04, 0.03, 0.005}))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(0.03, 0.06, 0.06, 0.02);
    assertThat(Holm.adjust(new double[] {0.5, 0.9})).containsExactly(1, 1);
    assertThat(Holm.adjust(new double[0])).isEmpty();
  }

  /** Tables of the sign test: six signs, all alike, are the fewest for 5 % two-sided. */
  @Test
  void sixLostExamplesAreTheFewestThatShowAnything() {
    assertThat(DetectableDrop.smallest(50, 50, 0.05)).hasValue(6 / 50.0);
    assertThat(DetectableDrop.smallest(1319, 1319, 0.05)).hasValue(6 / 1319.0);
    assertThat(DetectableDrop.smallest(5, 5, 0.05)).isEmpty();
    assertThat(DetectableDrop.smallest(20, 700, 0.05)).hasValue(6 / 700.0);
    assertThat(DetectableDrop.smallest(4, 188, 0.05)).isEmpty();
    assertThat(DetectableDrop.smallest(50, 50, 0.01)).hasValue(8 / 50.0);
  }

  /** What just reaches significance: Student's t of 99 degrees at 2.5 %, 1.98422 in the tables. */
  @Test
  void fractionalScoresAreJudgedByTheirSpread() {
    assertThat(DetectableDrop.ofSpread(0.2, 100, 0.05)).isEqualTo(0.0396843, within(1e-6));
  }

  @Test
  void theDropOfEightyPercentPowerIsFoundThatOften() {
    double drop = DetectableDrop.withPower(100, 0.05, 0.8).orElseThrow();
    SplittableRandom random = new SplittableRandom(11);
    int found = 0;
    for (int trial = 0; trial < 20_000; trial++) {
      int lost = 0;
      for (int i = 0; i < 100; i++) {
        lost += random.nextDouble() < drop ? 1 : 0;
      }
      found += SignFlips.mcnemar(lost, 0) <= 0.05 ? 1 : 0;
    }
    assertThat(found / 20_000.0).isEqualTo(0.8, within(0.01));
  }

  /** Three samples of Rosetta Code's "Welch's t-test", with the p-values printed there. */
  @Test
  void contrastOfOneSampleEachIsWelchsTest() {
    double[] a = {
      27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4
    };
    double[] b = {
      27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4
    };
    assertThat(Contrast.of(List.of(a), List.of(b)).pValue())
        .isEqualTo(0.021378001462867, within(1e-9));
    double[] c = {3.0, 4.0, 1.0, 2.1};
    double[] d = {490.2, 340.0, 433.9};
    assertThat(Contrast.of(List.of(c), List.of(d)).pValue())
        .isEqualTo(0.010751561149785, within(1e-9));
    Contrast contrast = Contrast.of(List.of(a), List.of(b));
    assertThat(contrast.interval().high()).isLessThan(0);
    assertThat(contrast.interval().contains(contrast.difference())).isTrue();
  }

  /** Table of critical values (Zar 1972): n = 6, two-sided 5 %: 0.886. */
  @Test
  void rankCorrelationHasTheExactTail() {
    double[] x = {1, 2, 3, 4, 5, 6};
    RankCorrelation at = RankCorrelation.of(x, new double[] {1, 3, 2, 4, 6, 5});
    assertThat(at.rho()).isEqualTo(0.886, within(5e-4));
    assertThat(at.pValue()).isBetween(0.02, 0.05);
    RankCorrelation below = RankCorrelation.of(x, new double[] {2, 1, 4, 3, 6, 5});
    assertThat(below.rho()).isEqualTo(0.829, within(5e-4));
    assertThat(below.pValue()).isGreaterThan(0.05);
    assertThat(RankCorrelation.of(x, new double[] {6, 5, 4, 3, 2, 1}).pValue())
        .isEqualTo(2 / 720.0, within(1e-12));
  }
}
