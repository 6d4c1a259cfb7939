package io.kvlab.policy.method;

import io.kvlab.dsl.Parameter;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.WindowAttention;
import io.kvlab.policy.CommonParameters;
import io.kvlab.policy.Expressions;
import io.kvlab.policy.Group;
import io.kvlab.policy.Keep;
import io.kvlab.policy.PolicyArguments;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.Reductions;
import io.kvlab.policy.ScoredPolicy;
import io.kvlab.policy.keep.Chunks;
import java.util.Arrays;
import java.util.Set;

/**
 * ChunkKV (Liu et al. 2025, arXiv 2502.00299): whole chunks of neighbouring tokens, so that phrases
 * survive or go as one. A chunk's score is the attention of the last {@code window} queries on its
 * tokens, summed over queries, tokens and all heads. All chunks of the prompt compete, those inside
 * the window too; the best floor(capacity / chunk) are taken, in order, until the capacity besides
 * the window is used.
 *
 * <p>All heads of a layer keep the same. Whole chunks rarely fill a budget exactly, so a little
 * less may be kept.
 *
 * @param chunk tokens of a chunk
 * @param window the last positions, always kept
 * @param reuse layers that share a selection: layer l selects if l mod reuse is 0
 */
public record ChunkKv(int chunk, int window, int reuse) implements ScoredPolicy {
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
    return Set.of(new WindowAttention(window));
  }

  @Override
  public float[][] scores(PromptView prompt, Evidence evidence, int layer, int candidates) {
    var kind = new WindowAttention(window);
    int selecting = layer - layer % reuse;
    float[][] scores = new float[prompt.kvHeads()][];
    Arrays.fill(scores, Reductions.reduceLayer(evidence, kind, selecting, Group.SUM, candidates));
    return scores;
  }

  @Override
  public Keep keep() {
    return Keep.window(window).inUnitsOf(new Chunks(chunk));
  }
}
