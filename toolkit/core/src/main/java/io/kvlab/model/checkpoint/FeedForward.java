package io.kvlab.model.checkpoint;

import java.util.List;
import java.util.Optional;

/**
 * The gated feed-forward network of every layer.
 *
 * @param size inner values of a dense one
 * @param activation of the gate
 * @param bias whether its projections have biases
 * @param experts what a layer has in place of the dense network, if any layer has
 * @param sparse per layer whether it has experts
 */
public record FeedForward(
    int size,
    Activation activation,
    boolean bias,
    Optional<Experts> experts,
    List<Boolean> sparse) {
  public FeedForward {
    sparse = List.copyOf(sparse);
  }

  /** What the gate goes through. */
  public enum Activation {
    SILU,
    GELU_TANH,
    GELU,
    RELU
  }

  /** How the router chooses. */
  public enum Routing {
    /** Shares are the softmax over all experts. */
    SOFTMAX,
    /** Shares are the softmax over the chosen ones. */
    CHOSEN_SOFTMAX,
    /** Sigmoids, with a correction that counts for the choice alone, and groups of experts. */
    GROUPED_SIGMOID
  }

  /**
   * A mixture of experts.
   *
   * @param count experts
   * @param used how many a token goes to
   * @param size inner values of one
   * @param normalize whether the shares are divided by their sum
   * @param factor of the shares
   * @param groups groups of experts, and how many of them are used
   * @param sharedSize inner values of the expert that every token goes to; 0 for none
   * @param sharedGate whether a gate of its own weighs that one
   * @param stacked whether all experts are one tensor, stored input first, gate and up alternating
   *     (GPT-OSS)
   * @param limit where the values of stacked experts are cut off
   */
  public record Experts(
      int count,
      int used,
      int size,
      Routing routing,
      boolean normalize,
      double factor,
      int groups,
      int usedGroups,
      int sharedSize,
      boolean sharedGate,
      boolean stacked,
      double limit) {}

  /** A dense network in every layer. */
  public static FeedForward dense(int size, Activation activation, boolean bias, int layers) {
    return new FeedForward(
        size, activation, bias, Optional.empty(), java.util.Collections.nCopies(layers, false));
  }
}
