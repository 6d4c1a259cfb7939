package io.kvlab.model;

/**
 * A decoding step with the newest tokens' attention.
 *
 * @param logits of every sequence's new token; {@code tokens} is 1
 * @param weights float32 softmax weights {@code [sequences][layers][heads][entries]}, the entries
 *     in the order of the cache's positions, the new token's own last
 */
public record StepAttention(Logits logits, float[][][][] weights) implements AutoCloseable {
  @Override
  public void close() {
    logits.close();
  }
}
