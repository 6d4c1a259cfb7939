package io.kvlab.policy.method;

import io.kvlab.cache.Selection;
import io.kvlab.dsl.Parameter;
import io.kvlab.model.evidence.AccumulatedAttention;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.CapacityFormula;
import io.kvlab.policy.CommonParameters;
import io.kvlab.policy.DecodeLimit;
import io.kvlab.policy.DecodeRule;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Group;
import io.kvlab.policy.Keep;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.Reductions;
import io.kvlab.policy.ScoredPolicy;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * H2O, the heavy hitter oracle (Zhang et al. 2023, arXiv 2306.14048): the positions that have
 * received the most attention so far, and the most recent ones. The attention of all prompt queries
 * is summed per key and reduced over the query heads of a group.
 *
 * <p>While decoding, the sums go on growing with every generated token, and at every step the same
 * rule is applied to the whole cache.
 *
 * @param recent how many of the last entries are kept; half of the capacity in the paper
 */
public record H2o(CapacityFormula recent, Group group) implements ScoredPolicy {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of(
          "h2o",
          "what has received the most attention, and the last positions; compresses while decoding",
          "Zhang et al. 2023, arXiv 2306.14048",
          Parameter.of(
                  "recent",
                  Parameter.Type.INTEGER,
                  "cap/2",
                  "how many of the last positions are kept; may depend on the capacity")
              .atLeast(0)
              .using("cap"),
          CommonParameters.group());

  private static final EvidenceKind KIND = new AccumulatedAttention();

  public H2o {
    if (!recent.dependsOnCapacity()) {
      Expressions.requireAtLeast("h2o", "recent", recent.offset() / recent.denominator(), 0);
    }
  }

  /** Half heavy hitters, half recent, as in the paper. */
  public H2o() {
    this(CapacityFormula.CAPACITY.dividedBy(CapacityFormula.of(2)), Group.MEAN);
  }

  static H2o of(PolicyArguments given) {
    return new H2o(given.amount("recent"), given.choice("group", Group.class));
  }

  @Override
  public String expression() {
    return Expressions.call("h2o", "recent", recent, "group", group);
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return Set.of(KIND);
  }

  @Override
  public Keep keep() {
    return Keep.BEST.lastly(recent::entries);
  }

  @Override
  public float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates) {
    return Reductions.reduceGroups(evidence, KIND, layer, group, candidates);
  }

  @Override
  public Optional<DecodeRule> decodeRule() {
    return Optional.of(
        (prompt, firstGenerated, evidence, kept, promptBudget, decodeBudget) ->
            new Decoding(
                new DecodeLimit(prompt.length(), firstGenerated, promptBudget, decodeBudget),
                evidence,
                kept));
  }

  /** The growing sums of one sequence. */
  private final class Decoding implements DecodeRule.Run {
    private final DecodeLimit limit;
    private final int[][][] positions; // (layer, kv_head, entries)
    private final float[][][] sums; // (layer, head, entries)

    Decoding(DecodeLimit limit, Evidence evidence, Selection kept) {
      this.limit = limit;
      this.positions = new int[kept.layers()][kept.kvHeads()][];
      this.sums = new float[kept.layers()][evidence.heads()][];
      for (int layer = 0; layer < positions.length; layer++) {
        for (int kvHead = 0; kvHead < kept.kvHeads(); kvHead++) {
          positions[layer][kvHead] = kept.positions(layer, kvHead);
        }
        for (int head = 0; head < evidence.heads(); head++) {
          float[] received = evidence.of(KIND, layer, head);
          int[] entries = positions[layer][head / evidence.groupSize()];
          sums[layer][head] = new float[entries.length];
          for (int i = 0; i < entries.length; i++) {
            sums[layer][head][i] = received[entries[i]];
          }
        }
      }
    }

    @Override
    public int[][] evict(int layer, float[][] weights, int[][] cached) {
      int size = weights.length / cached.length;
      int[][] evicted = new int[cached.length][];
      for (int kvHead = 0; kvHead < cached.length; kvHead++) {
        int[] now = cached[kvHead];
        int[] before = positions[layer][kvHead];
        float[][] group = Arrays.copyOfRange(sums[layer], kvHead * size, (kvHead + 1) * size);
        for (int head = 0; head < size; head++) {
          group[head] = moved(group[head], before, now);
          for (int i = 0; i < now.length; i++) {
            group[head][i] += weights[kvHead * size + head][i];
          }
        }
        int allowed = limit.allowed(now[now.length - 1]);
        evicted[kvHead] =
            limit.evicted(now, Reductions.reduce(group, H2o.this.group), recent.entries(allowed));
        System.arraycopy(group, 0, sums[layer], kvHead * size, size);
        positions[layer][kvHead] = now.clone();
      }
      return evicted;
    }

    /** Sums in the order of other positions; 0 for positions that are new. */
    private static float[] moved(float[] sums, int[] before, int[] now) {
      float[] moved = new float[now.length];
      for (int i = 0, j = 0; i < now.length; i++) {
        while (j < before.length && before[j] < now[i]) {
          j++;
        }
        if (j < before.length && before[j] == now[i]) {
          moved[i] = sums[j];
        }
      }
      return moved;
    }
  }
}
