package io.kvlab.policy.method;

import io.kvlab.cache.Selection;
import io.kvlab.dsl.Parameter;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.Budget;
import io.kvlab.policy.CommonParameters;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Group;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.Positions;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.Scores;
import io.kvlab.policy.TopK;
import java.util.Arrays;
import java.util.Set;

/**
 * ChunkKV (Liu et al. 2025, arXiv 2502.00299): whole chunks of neighbouring tokens, so that phrases
 * survive or go as one. A chunk's score is the attention of the last {@code window} queries on its
 * tokens, summed over queries, tokens and all heads; the best floor(capacity / chunk) chunks that
 * begin before the window are taken, in order, until the capacity besides the window is used.
 *
 * <p>All heads of a layer keep the same. Whole chunks rarely fill a budget exactly, so a little
 * less may be kept. The last chunk that begins before the window may reach into it; its score
 * counts all of its tokens.
 *
 * @param chunk tokens of a chunk
 * @param window the last positions, always kept
 * @param reuse layers that share a selection: layer l selects if l mod reuse is 0
 */
public record ChunkKv(int chunk, int window, int reuse) implements Policy {
  static final PolicyDescription DESCRIPTION =
      PolicyDescription.of(
          "chunkkv",
          "whole chunks of neighbouring tokens that the last queries attend to",
          "Liu et al. 2025, arXiv 2502.00299",
          Parameter.integer("chunk", 10, 1, "tokens of a chunk"),
          CommonParameters.window(8),
          Parameter.integer("reuse", 2, 1, "neighbouring layers that share a selection"));

  public ChunkKv {
    Expressions.requireAtLeast("chunkkv", "chunk", chunk, 1);
    Expressions.requireAtLeast("chunkkv", "window", window, 1);
    Expressions.requireAtLeast("chunkkv", "reuse", reuse, 1);
  }

  /** With the paper's defaults. */
  public ChunkKv() {
    this(10, 8, 2);
  }

  static ChunkKv of(PolicyArguments given) {
    return new ChunkKv(given.integer("chunk"), given.integer("window"), given.integer("reuse"));
  }

  @Override
  public String expression() {
    return Expressions.call("chunkkv", "chunk", chunk, "window", window, "reuse", reuse);
  }

  @Override
  public Set<EvidenceKind> evidence() {
    return Set.of(new EvidenceKind.WindowAttention(window));
  }

  @Override
  public Selection select(PromptView prompt, Evidence evidence, Budget budget) {
    int n = prompt.length();
    int capacity = budget.entries(n);
    if (n <= capacity || n <= window) {
      return Positions.everything(prompt);
    }
    int[][] kept = new int[prompt.layers()][];
    for (int layer = 0; layer < kept.length; layer++) {
      kept[layer] = layer % reuse == 0 ? keptAt(layer, n, capacity, evidence) : kept[layer - 1];
    }
    return Positions.perLayer(prompt, kept);
  }

  private int[] keptAt(int layer, int n, int capacity, Evidence evidence) {
    if (capacity <= window) {
      return Positions.range(n - capacity, n);
    }
    var kind = new EvidenceKind.WindowAttention(window);
    float[] scores = Scores.reduceLayer(evidence, kind, layer, Group.SUM, n);
    int before = n - window;
    float[] chunks = new float[(before + chunk - 1) / chunk];
    for (int i = 0; i < Math.min(n, chunks.length * chunk); i++) {
      chunks[i / chunk] += scores[i];
    }
    int[] kept =
        Arrays.stream(TopK.largest(chunks, capacity / chunk))
            .flatMap(c -> Arrays.stream(Positions.range(c * chunk, (c + 1) * chunk)))
            .filter(position -> position < before)
            .limit(capacity - window)
            .toArray();
    return Positions.withWindow(kept, n, window);
  }
}
