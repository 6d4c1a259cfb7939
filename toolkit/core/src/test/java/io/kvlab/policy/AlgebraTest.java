package io.kvlab.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.WindowAttention;
import io.kvlab.policy.keep.Chunks;
import io.kvlab.policy.method.Ada;
import io.kvlab.policy.method.PyramidKv;
import io.kvlab.policy.method.ShotKv;
import io.kvlab.policy.method.SnapKv;
import io.kvlab.policy.spread.Adaptive;
import io.kvlab.policy.spread.Pyramid;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Scores times spread times keep: each factor by itself, and in each other's company. */
class AlgebraTest {
  /** Every position is worth the same. */
  private record Flat(Spread spread, Keep keep) implements ScoredPolicy {
    @Override
    public String expression() {
      return "flat";
    }

    @Override
    public Set<EvidenceKind> evidence() {
      return Set.of();
    }

    @Override
    public float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates) {
      float[][] scores = new float[prompt.kvHeads()][];
      Arrays.fill(scores, new float[candidates]);
      return scores;
    }
  }

  private static final PromptView PROMPT = new PromptView(40, List.of(), 2, 4, 2, 0);
  private static final Evidence NOTHING = new Evidence(2, 4, 2, 40, Map.of());

  private static List<Integer> kept(Spread spread, Keep keep, int capacity) {
    return Arrays.stream(
            new Flat(spread, keep)
                .select(PROMPT, NOTHING, Budget.capacity(capacity))
                .positions(1, 1))
        .boxed()
        .toList();
  }

  @Test
  void whatIsGuardedStaysThoughAllScoresTie() {
    Keep keep =
        Keep.window(3).guarding(Guard.sinks(2)).guarding((prompt, c, stays) -> stays.set(20));
    assertThat(kept(Spread.EVEN, keep, 8)).hasSize(8).contains(0, 1, 20, 37, 38, 39);
    assertThat(kept(new Spread.PerLayer(Spread.Layers.EVEN, new Adaptive(0.2, true)), keep, 8))
        .contains(0, 1, 20, 37, 38, 39);
  }

  @Test
  void sinksGiveWayToASmallBudgetAndTheWindowToThem() {
    Keep keep = Keep.window(3).guarding(Guard.sinks(4));
    assertThat(kept(Spread.EVEN, keep, 2)).containsExactly(0, 1);
    assertThat(kept(Spread.EVEN, keep, 5)).containsExactly(0, 1, 2, 3, 39);
  }

  @Test
  void chunksAroundGuardedPositionsAreFilledUpToTheBudget() {
    Keep keep = Keep.window(4).guarding(Guard.sinks(1)).inUnitsOf(new Chunks(5));
    List<Integer> kept = kept(Spread.EVEN, keep, 20);
    assertThat(kept).contains(0, 36, 37, 38, 39).hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void aLayersShareIsWhatItsHeadsDivide() {
    Evidence evidence = RandomEvidence.of(PROMPT, Set.of(new WindowAttention(4)));
    int[] layers = new Pyramid(4, 20, true).capacities(2, 40, 12);
    var selection =
        new Ada(new PyramidKv(4, 5, Pooling.AVG, Group.MEAN, 20, true))
            .select(PROMPT, evidence, Budget.capacity(12));
    for (int layer = 0; layer < 2; layer++) {
      int total = selection.count(layer, 0) + selection.count(layer, 1);
      assertThat(total).isBetween(2 * layers[layer] - 3, 2 * layers[layer] + 3);
    }
    assertThat(layers[0]).isGreaterThan(layers[1] + 8);
  }

  @Test
  void whatHasNoMeaningIsRefusedWithTheReason() {
    assertThatThrownBy(() -> new Ada(new Ada(new SnapKv())))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("does that already");
    assertThatThrownBy(() -> new Ada(new ShotKv()))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("whole units");
  }
}
