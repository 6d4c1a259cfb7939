package io.kvlab.model.decode;

import java.util.Arrays;

/**
 * What a model wrote.
 *
 * @param ids generated token ids, a stop id or the tokens of a stop string included
 * @param text their text up to the stop; empty if the model has no tokenizer
 * @param end why it ended
 * @param smallestGap the smallest distance between the two largest logits at any token decoded in
 *     the batch; two ways of computing the same may choose otherwise where it is tiny
 * @param seconds wall time from its first decoding step to its last
 */
public record Generation(int[] ids, String text, End end, float smallestGap, double seconds) {
  /** Why a generation ended. */
  public enum End {
    STOP_TOKEN,
    STOP_STRING,
    MAX_TOKENS,
    /** The model's context is full. */
    CONTEXT,
    CANCELLED
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Generation that && Arrays.equals(ids, that.ids) && end == that.end;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ids);
  }
}
