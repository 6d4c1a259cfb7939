package io.kvlab.policy;

import io.kvlab.model.Range;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Evidence and prompts of any shape; few distinct values, so that ties are common. */
public final class RandomEvidence {
  private RandomEvidence() {}

  public static Evidence of(PromptView prompt, Set<EvidenceKind> kinds) {
    Map<EvidenceKind, float[][][]> values = new HashMap<>();
    for (EvidenceKind kind : kinds) {
      int rows = kind.scope().rows(prompt.heads(), prompt.kvHeads());
      float[][][] all = new float[prompt.layers()][rows][prompt.length()];
      Random random = new Random(prompt.seed());
      for (float[][] layer : all) {
        for (float[] row : layer) {
          for (int i = 0; i < row.length; i++) {
            row[i] = random.nextInt(50) / 50f;
          }
        }
      }
      values.put(kind, all);
    }
    return new Evidence(prompt.layers(), prompt.heads(), prompt.kvHeads(), prompt.length(), values);
  }

  /** A prompt with shots of unlike lengths from position 3 to about two thirds. */
  public static PromptView prompt(int n, int layers, int heads, int kvHeads, long seed) {
    List<Range> shots = new ArrayList<>();
    Random random = new Random(seed);
    for (int from = Math.min(3, n / 4); from < n * 2 / 3; ) {
      int to = Math.min(n * 2 / 3, from + 1 + random.nextInt(1 + n / 6));
      shots.add(new Range(from, to));
      from = to;
    }
    return new PromptView(n, shots, layers, heads, kvHeads, seed);
  }
}
