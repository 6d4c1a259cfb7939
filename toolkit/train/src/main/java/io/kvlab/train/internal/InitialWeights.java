package io.kvlab.train.internal;

import io.kvlab.train.internal.LlamaShape.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random weights, with one part set by hand: the attention of the first two layers starts as an
 * induction circuit (Olsson et al. 2022, arXiv 2209.11895).
 *
 * <p>The first channel of every embedding is a constant. In layer 0, the heads of KV head 0 use it
 * to look one position back and those of KV head 1 two positions back, and write a code of the
 * token found there. In layer 1, the heads of KV head 0 look for positions whose code of the
 * previous token matches the token at hand, those of KV head 1 for positions whose token two back
 * matches the previous one, and write what they find there towards the output. What the circuit
 * reads and writes lies in subspaces orthogonal to each other. They match with the slowly turning
 * dimensions only, so that distance hardly matters. All other weights are random and everything is
 * trained on. Without this start, retrieval forms too late for a budget of some ten million tokens.
 */
final class InitialWeights {
  private static final double EMBEDDING_STD = 0.06;
  private static final float CONSTANT = 0.3f;
  private static final int[] BACK = {1, 2};
  private static final double MATCH_GAIN = 2.28;
  private static final float CODE_SCALE = 0.12f;
  private static final float COPY_SCALE = 0.9f;

  private final LlamaShape shape;
  private final Random random;
  private final List<float[]> values = new ArrayList<>();

  private InitialWeights(LlamaShape shape, long seed) {
    this.shape = shape;
    random = new Random(seed);
  }

  /** The weights in the order of {@link LlamaShape#weights()}. */
  static List<float[]> of(LlamaShape shape, long seed, boolean induction) {
    InitialWeights weights = new InitialWeights(shape, seed);
    shape.weights().forEach(weight -> weights.values.add(weights.random(weight)));
    if (induction) {
      weights.setCircuit();
    }
    return weights.values;
  }

  private float[] random(Weight weight) {
    float[] value = new float[weight.size()];
    double std = std(weight);
    for (int i = 0; i < value.length; i++) {
      value[i] = weight.vector() ? 1f : (float) (random.nextGaussian() * std);
    }
    return value;
  }

  private double std(Weight weight) {
    if (weight.name().contains("embed")) {
      return EMBEDDING_STD;
    }
    boolean output = weight.name().contains("o_proj") || weight.name().contains("down_proj");
    double scale = output ? 0.3 / Math.sqrt(2.0 * shape.layers()) : 0.7;
    return scale / Math.sqrt(weight.columns());
  }

  private void setCircuit() {
    int dim = shape.headDim();
    float[] embedding = values.get(0);
    for (int token = 0; token < shape.vocabulary(); token++) {
      embedding[token * shape.hidden()] = CONSTANT;
    }
    float[][] basis = orthogonal(shape.hidden() - 1);
    float[][] read = rows(basis, 0);
    float[][] once = rows(basis, 1);
    float[][] twice = rows(basis, 2);
    lookBack(0, BACK[0], read, once);
    lookBack(1, BACK[1], read, twice);
    float[][] copied = orthogonal(BACK.length * dim);
    match(0, read, once, rows(copied, 0));
    match(1, once, twice, rows(copied, 1));
  }

  /**
   * Layer 0: the group's heads attend {@code back} positions back and write a code of the token.
   */
  private void lookBack(int group, int back, float[][] read, float[][] code) {
    int dim = shape.headDim();
    int half = dim / 2;
    for (int d = 0; d < dim; d++) {
      int pair = d % half;
      double amplitude = pair < dim / 16 ? 1.6 : pair < 5 * dim / 32 ? 0.8 : 0;
      double angle = back * Math.pow(shape.ropeTheta(), -2.0 * pair / dim);
      float query = (float) (amplitude * (d < half ? Math.cos(angle) : -Math.sin(angle)));
      setRow(weight(0, 2), group * dim + d, d < half ? (float) amplitude : 0f, new float[0], 0);
      setRow(weight(0, 3), group * dim + d, 0f, read[d], 1f);
      for (int head : heads(group)) {
        setRow(weight(0, 1), head * dim + d, query, new float[0], 0);
        setColumn(weight(0, 4), head * dim + d, code[d], CODE_SCALE / heads(group).length);
      }
    }
  }

  /** Layer 1: attend where what {@code key} reads equals what {@code query} reads, and copy. */
  private void match(int group, float[][] query, float[][] key, float[][] copied) {
    int dim = shape.headDim();
    int half = dim / 2;
    int slow = half / 2;
    for (int d = 0; d < dim; d++) {
      float[] keyRow = new float[shape.hidden() - 1];
      float[] queryRow = new float[shape.hidden() - 1];
      if (d % half >= slow) {
        for (int i = 0; i < key.length; i++) {
          float mix = (float) (random.nextGaussian() / Math.sqrt(key.length));
          addTo(keyRow, key[i], mix);
          addTo(queryRow, query[i], mix);
        }
      }
      setRow(weight(1, 2), group * dim + d, 0f, keyRow, MATCH_GAIN);
      setRow(weight(1, 3), group * dim + d, 0f, copied[d], 1f);
      for (int head : heads(group)) {
        setRow(weight(1, 1), head * dim + d, 0f, queryRow, MATCH_GAIN);
        setColumn(weight(1, 4), head * dim + d, copied[d], COPY_SCALE / heads(group).length);
      }
    }
  }

  private float[] weight(int layer, int index) {
    return values.get(LlamaShape.LAYERS_FROM + layer * LlamaShape.PER_LAYER + index);
  }

  private int[] heads(int group) {
    int size = shape.heads() / shape.kvHeads();
    int[] heads = new int[size];
    for (int i = 0; i < size; i++) {
      heads[i] = group * size + i;
    }
    return heads;
  }

  private void setRow(float[] matrix, int row, float constant, float[] content, double scale) {
    int from = row * shape.hidden();
    matrix[from] = constant;
    for (int c = 1; c < shape.hidden(); c++) {
      matrix[from + c] = content.length == 0 ? 0f : (float) (scale * content[c - 1]);
    }
  }

  private void setColumn(float[] matrix, int column, float[] content, float scale) {
    int width = shape.heads() * shape.headDim();
    matrix[column] = 0f;
    for (int c = 1; c < shape.hidden(); c++) {
      matrix[c * width + column] = scale * content[c - 1];
    }
  }

  /** The group's share of the rows; where there are too few, the last ones are zero. */
  private float[][] rows(float[][] all, int group) {
    float[][] rows = new float[shape.headDim()][shape.hidden() - 1];
    int from = group * rows.length;
    System.arraycopy(all, from, rows, 0, Math.min(rows.length, all.length - from));
    return rows;
  }

  private static void addTo(float[] sum, float[] vector, float scale) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += scale * vector[i];
    }
  }

  /** Random orthonormal rows over all channels but the constant one, by Gram-Schmidt. */
  private float[][] orthogonal(int count) {
    int width = shape.hidden() - 1;
    float[][] rows = new float[count][width];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < width; j++) {
        rows[i][j] = (float) random.nextGaussian();
      }
      for (int k = 0; k < i; k++) {
        addTo(rows[i], rows[k], (float) -dot(rows[i], rows[k]));
      }
      double norm = Math.sqrt(dot(rows[i], rows[i]));
      for (int j = 0; j < width; j++) {
        rows[i][j] = (float) (rows[i][j] / norm);
      }
    }
    return rows;
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
