package io.kvlab.model.checkpoint;

/**
 * Factors between the parts of a model.
 *
 * @param embedding of embeddings
 * @param residual of what a sublayer adds
 * @param logits of logits
 * @param logitCap logits l become {@code cap * tanh(l / cap)}; 0 for none
 */
public record Scales(double embedding, double residual, double logits, double logitCap) {
  /** None. */
  public static final Scales NONE = new Scales(1, 1, 1, 0);
}
