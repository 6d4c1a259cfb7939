package io.kvlab.train.internal;

import io.kvlab.train.suite.Document;
import java.util.Arrays;
import java.util.Random;

/**
 * Packed sequences and the positions that count.
 *
 * @param ids token ids {@code [rows, time]}
 * @param at flat positions whose next token counts {@code [n]}
 * @param target that next token {@code [n]}
 * @param weight what it counts {@code [n]}
 */
record Batch(int rows, int time, long[] ids, long[] at, long[] target, float[] weight) {
  /** Read text counts at one position of ten, with this weight. */
  private static final float READ_WEIGHT = 0.2f;

  /** Documents of the stage, one behind the other until each row is full. */
  static Batch of(
      Curriculum curriculum,
      Curriculum.Stage stage,
      int rows,
      WordTokenizer tokenizer,
      Random random) {
    int time = stage.time();
    Builder builder = new Builder(rows, time);
    for (int row = 0; row < rows; row++) {
      int[] tokens = new int[time + 1];
      float[] weights = new float[time + 1];
      int used = 0;
      while (used <= time) {
        used = append(curriculum.document(stage, random), tokenizer, tokens, weights, used);
      }
      builder.row(row, tokens, weights, random);
    }
    return builder.build();
  }

  /** The sum of all weights. */
  double weights() {
    double sum = 0;
    for (float one : weight) {
      sum += one;
    }
    return sum;
  }

  private static int append(
      Document document, WordTokenizer tokenizer, int[] tokens, float[] weights, int from) {
    int used = from;
    tokens[used] = WordTokenizer.BEGIN;
    used++;
    for (Document.Piece piece : document.pieces()) {
      for (int token : tokenizer.encode(piece.text())) {
        if (used >= tokens.length) {
          return used;
        }
        tokens[used] = token;
        weights[used] = piece.weight();
        used++;
      }
    }
    if (used < tokens.length) {
      tokens[used] = WordTokenizer.END;
      weights[used] = Document.READ;
      used++;
    }
    return used;
  }

  /** Collects rows and counted positions. */
  static final class Builder {
    private final int rows;
    private final int time;
    private final long[] ids;
    private final long[] at;
    private final long[] target;
    private final float[] weight;
    private int count;

    Builder(int rows, int time) {
      this.rows = rows;
      this.time = time;
      ids = new long[rows * time];
      at = new long[rows * time];
      target = new long[rows * time];
      weight = new float[rows * time];
    }

    private void row(int row, int[] tokens, float[] weights, Random random) {
      for (int t = 0; t < time; t++) {
        id(row, t, tokens[t]);
        float next = weights[t + 1];
        if (next > Document.READ) {
          count(row, t, tokens[t + 1], next);
        } else if (next > 0 && random.nextFloat() < next) {
          count(row, t, tokens[t + 1], READ_WEIGHT);
        }
      }
    }

    void id(int row, int t, int token) {
      ids[row * time + t] = token;
    }

    void count(int row, int t, int next, float counts) {
      at[count] = (long) row * time + t;
      target[count] = next;
      weight[count] = counts;
      count++;
    }

    Batch build() {
      return new Batch(
          rows,
          time,
          ids,
          Arrays.copyOf(at, count),
          Arrays.copyOf(target, count),
          Arrays.copyOf(weight, count));
    }
  }
}
