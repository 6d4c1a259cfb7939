package io.kvlab.model.checkpoint;

/**
 * The norms of every layer and where they stand.
 *
 * @param epsilon added before the root
 * @param centered LayerNorm, which takes the mean away, in place of RMSNorm
 * @param before whether attention and feed-forward network read normalized values
 * @param after whether what they give is normalized before it is added
 * @param parallel whether both read the same values, and are added together
 * @param offset added to stored weights: 1 where {@code 1 + w} is meant
 */
public record Norms(
    double epsilon,
    boolean centered,
    boolean before,
    boolean after,
    boolean parallel,
    double offset) {
  /** RMSNorm before attention and feed-forward network. */
  public static Norms plain(double epsilon) {
    return new Norms(epsilon, false, true, false, false, 0);
  }
}
