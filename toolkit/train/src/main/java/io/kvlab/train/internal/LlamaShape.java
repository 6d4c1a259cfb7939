package io.kvlab.train.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * The size of a Llama with tied embeddings.
 *
 * @param vocabulary how many tokens there are
 * @param hidden width of the residual stream
 * @param heads query heads
 * @param kvHeads key and value heads
 * @param headDim width of a head
 * @param feedForward width inside the feed-forward block
 * @param context longest input in tokens
 * @param ropeTheta base of the rotary embedding
 * @param normEps epsilon of the RMS norms
 */
public record LlamaShape(
    int vocabulary,
    int hidden,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int feedForward,
    int context,
    double ropeTheta,
    double normEps) {

  /** Position of a layer's first weight in {@link #weights()}, and how many a layer has. */
  public static final int LAYERS_FROM = 2;

  public static final int PER_LAYER = 9;

  /** A weight's Hugging Face name and shape. */
  public record Weight(String name, int rows, int columns) {
    /** Whether it is a vector: a norm's scale; {@code columns} is 1 then. */
    public boolean vector() {
      return columns == 1;
    }

    public int size() {
      return rows * columns;
    }
  }

  /** All weights, in the order of {@code loss.py}. */
  public List<Weight> weights() {
    List<Weight> weights = new ArrayList<>();
    weights.add(new Weight("model.embed_tokens.weight", vocabulary, hidden));
    weights.add(new Weight("model.norm.weight", hidden, 1));
    for (int layer = 0; layer < layers; layer++) {
      String prefix = "model.layers." + layer + ".";
      weights.add(new Weight(prefix + "input_layernorm.weight", hidden, 1));
      weights.add(new Weight(prefix + "self_attn.q_proj.weight", heads * headDim, hidden));
      weights.add(new Weight(prefix + "self_attn.k_proj.weight", kvHeads * headDim, hidden));
      weights.add(new Weight(prefix + "self_attn.v_proj.weight", kvHeads * headDim, hidden));
      weights.add(new Weight(prefix + "self_attn.o_proj.weight", hidden, heads * headDim));
      weights.add(new Weight(prefix + "post_attention_layernorm.weight", hidden, 1));
      weights.add(new Weight(prefix + "mlp.gate_proj.weight", feedForward, hidden));
      weights.add(new Weight(prefix + "mlp.up_proj.weight", feedForward, hidden));
      weights.add(new Weight(prefix + "mlp.down_proj.weight", hidden, feedForward));
    }
    return weights;
  }

  /** How many numbers the model has. */
  public long parameters() {
    return weights().stream().mapToLong(Weight::size).sum();
  }
}
