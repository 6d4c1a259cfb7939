package io.kvlab.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.TorchScript;
import java.util.Arrays;

/**
 * Logits of a forward pass, {@code [batch][tokens][vocabulary]}, on the device until asked for. Of
 * a pass that computed each sequence's last token only, {@code tokens} is 1.
 */
public final class Logits implements AutoCloseable {
  private final NDManager manager;
  private final TorchScript script;
  private final IValue values;
  private final int batch;
  private final int tokens;

  Logits(NDManager manager, TorchScript script, IValue values, int batch, int tokens) {
    this.manager = manager;
    this.script = script;
    this.values = values;
    this.batch = batch;
    this.tokens = tokens;
  }

  /** Number of sequences. */
  public int batch() {
    return batch;
  }

  /** Rows per sequence; those behind a shorter sequence's own tokens mean nothing. */
  public int tokens() {
    return tokens;
  }

  /** The logits of one token, {@code [vocabulary]}. */
  public float[] of(int sequence, int token) {
    int row = sequence * tokens + token;
    try (IValue from = IValue.from(row);
        IValue to = IValue.from(row + 1);
        IValue picked = script.call("rows", values, from, to)) {
      return IValues.floats(manager, picked);
    }
  }

  /** The token with the largest logit, {@code [batch][tokens]}. */
  public int[][] argmax() {
    try (IValue index = script.call("argmax", values)) {
      return split(longs(manager, index), batch, tokens);
    }
  }

  /**
   * The most likely token of every row, and by how much its logit exceeds the next.
   *
   * @param tokens {@code [batch][tokens]}
   * @param gaps {@code [batch][tokens]}
   */
  public record Best(int[][] tokens, float[][] gaps) {}

  /** See {@link Best}. */
  public Best best() {
    try (IValue result = script.call("best", values)) {
      return best(manager, result, batch, tokens);
    }
  }

  /** Reads a pair of tensors, most likely tokens and their leads, row by row. */
  static Best best(NDManager manager, IValue pair, int batch, int tokens) {
    IValue[] both = pair.toIValueTuple();
    try {
      float[] flat = IValues.floats(manager, both[1]);
      float[][] gaps = new float[batch][];
      for (int i = 0; i < batch; i++) {
        gaps[i] = Arrays.copyOfRange(flat, i * tokens, (i + 1) * tokens);
      }
      return new Best(split(longs(manager, both[0]), batch, tokens), gaps);
    } finally {
      IValues.close(both);
    }
  }

  /**
   * How the predictions of two computations of the same tokens differ, summed over tokens.
   *
   * @param nll negative log likelihood of the true tokens, nats
   * @param kl KL divergence of these predictions from the reference, nats
   * @param agreeing tokens for which both predict the same most likely token
   */
  public record Divergence(double nll, double kl, int agreeing) {}

  /**
   * Holds predictions of this pass against those of another.
   *
   * @param sequence sequence of this pass
   * @param token first token of this pass that is compared
   * @param reference the other pass, on the same device
   * @param targets the true tokens; target i is predicted at {@code token + i} here and at {@code
   *     referenceToken + i} there
   */
  public Divergence divergence(
      int sequence,
      int token,
      Logits reference,
      int referenceSequence,
      int referenceToken,
      int[] targets) {
    try (IValue first = IValue.from((long) sequence * tokens + token);
        IValue theirs = IValue.from((long) referenceSequence * reference.tokens + referenceToken);
        IValue wanted = IValues.tensor(manager, targets, targets.length);
        IValue sums = script.call("divergence", values, first, reference.values, theirs, wanted);
        PtNDArray array = sums.toTensor((PtNDManager) manager)) {
      double[] three = array.toDoubleArray();
      return new Divergence(three[0], three[1], (int) Math.round(three[2]));
    }
  }

  private static long[] longs(NDManager manager, IValue index) {
    try (PtNDArray array = index.toTensor((PtNDManager) manager)) {
      return array.toLongArray();
    }
  }

  private static int[][] split(long[] flat, int batch, int tokens) {
    int[][] result = new int[batch][tokens];
    for (int i = 0; i < flat.length; i++) {
      result[i / tokens][i % tokens] = (int) flat[i];
    }
    return result;
  }

  @Override
  public void close() {
    values.close();
  }
}
