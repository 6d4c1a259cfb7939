package io.kvlab.policy;

import io.kvlab.model.evidence.Evidence;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The positions of one prompt as a method ranks them. A {@link Spread} looks at it to share out a
 * budget; what is kept is then read off it. Scores of a layer are computed once.
 */
public final class Ranking {
  private final PromptView prompt;
  private final Evidence evidence;
  private final Scores scores;
  private final Keep keep;
  private int standingLayer = -1;
  private int standingCandidates = -1;
  private float[][] standing = {};

  Ranking(PromptView prompt, Evidence evidence, Scores scores, Keep keep) {
    this.prompt = prompt;
    this.evidence = evidence;
    this.scores = scores;
    this.keep = keep;
  }

  public PromptView prompt() {
    return prompt;
  }

  public Evidence evidence() {
    return evidence;
  }

  /** What stays anyway with every head of a layer that keeps {@code capacity} entries a head. */
  public Stays stays(int capacity) {
    int n = prompt.length();
    BitSet guarded = new BitSet(n);
    keep.guard().mark(prompt, capacity, guarded);
    int window = Math.min(capacity, keep.window().applyAsInt(capacity));
    window = Math.max(0, Math.min(window, capacity - guarded.cardinality()));
    guarded.clear(n - window, n);
    return new Stays(n, window, guarded);
  }

  /**
   * What the competing positions are worth, {@code [kv_heads][competing]}; one array may serve
   * several heads.
   */
  public float[][] scores(int layer, Stays stays) {
    float[][] all = candidates(layer, stays.before());
    return stays.guarded().isEmpty() ? all : competing(all, stays.competing());
  }

  private float[][] candidates(int layer, int candidates) {
    if (layer != standingLayer || candidates != standingCandidates) {
      standing = scores.scores(prompt, evidence, layer, candidates);
      standingLayer = layer;
      standingCandidates = candidates;
    }
    return standing;
  }

  private static float[][] competing(float[][] rows, int[] positions) {
    Map<float[], float[]> done = new IdentityHashMap<>(); // rows may serve several heads
    float[][] result = new float[rows.length][];
    for (int head = 0; head < rows.length; head++) {
      result[head] =
          done.computeIfAbsent(
              rows[head],
              row -> {
                float[] some = new float[positions.length];
                for (int i = 0; i < some.length; i++) {
                  some[i] = row[positions[i]];
                }
                return some;
              });
    }
    return result;
  }

  /** The positions that the heads of a layer keep, {@code [kv_heads]}. */
  int[][] best(int layer, Room room, boolean sorts) {
    Stays stays = room.stays();
    Grain grain = keep.grain();
    float[][] rows = grain.ranksAll() ? candidates(layer, prompt.length()) : scores(layer, stays);
    int[][] kept = new int[rows.length][];
    for (int head = 0; head < rows.length; head++) {
      boolean shared =
          head > 0
              && rows[head] == rows[head - 1]
              && room.besides()[head] == room.besides()[head - 1];
      kept[head] = shared ? kept[head - 1] : best(stays, rows[head], room.besides()[head], sorts);
    }
    return kept;
  }

  private int[] best(Stays stays, float[] row, int besides, boolean sorts) {
    Grain grain = keep.grain();
    if (grain.ranksAll()) {
      return stays.with(grain.best(prompt, stays, row, besides));
    }
    int[] chosen = sorts ? firstOf(row, besides) : grain.best(prompt, stays, row, besides);
    if (!stays.guarded().isEmpty()) {
      int[] positions = stays.competing();
      chosen = Arrays.stream(chosen).map(i -> positions[i]).toArray();
    }
    return stays.with(chosen);
  }

  private static int[] firstOf(float[] row, int count) {
    int[] top = Arrays.copyOf(TopK.descending(row), Math.min(count, row.length));
    Arrays.sort(top);
    return top;
  }
}
