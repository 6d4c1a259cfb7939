package io.kvlab.train.internal;

import java.util.List;

/**
 * The published definition of Llama in plain loops and double precision: the reference of tests.
 */
final class NaiveLlama {
  private final LlamaShape shape;
  private final List<float[]> weights;

  NaiveLlama(LlamaShape shape, List<float[]> weights) {
    this.shape = shape;
    this.weights = weights;
  }

  /** The logits {@code [time][vocabulary]} of one sequence. */
  double[][] logits(long[] ids) {
    int time = ids.length;
    double[][] x = new double[time][shape.hidden()];
    for (int t = 0; t < time; t++) {
      for (int c = 0; c < shape.hidden(); c++) {
        x[t][c] = weights.get(0)[(int) ids[t] * shape.hidden() + c];
      }
    }
    for (int layer = 0; layer < shape.layers(); layer++) {
      attention(x, 2 + 9 * layer);
      feedForward(x, 2 + 9 * layer);
    }
    double[][] logits = new double[time][];
    for (int t = 0; t < time; t++) {
      logits[t] = multiply(weights.get(0), norm(x[t], weights.get(1)), shape.vocabulary());
    }
    return logits;
  }

  private void attention(double[][] x, int at) {
    int time = x.length;
    int dim = shape.headDim();
    double[][] q = new double[time][];
    double[][] k = new double[time][];
    double[][] v = new double[time][];
    for (int t = 0; t < time; t++) {
      double[] h = norm(x[t], weights.get(at));
      q[t] = multiply(weights.get(at + 1), h, shape.heads() * dim);
      k[t] = multiply(weights.get(at + 2), h, shape.kvHeads() * dim);
      v[t] = multiply(weights.get(at + 3), h, shape.kvHeads() * dim);
      rotate(q[t], t);
      rotate(k[t], t);
    }
    for (int t = time - 1; t >= 0; t--) {
      double[] mixed = new double[shape.heads() * dim];
      for (int head = 0; head < shape.heads(); head++) {
        int group = head / (shape.heads() / shape.kvHeads());
        double[] p = new double[t + 1];
        for (int s = 0; s <= t; s++) {
          for (int d = 0; d < dim; d++) {
            p[s] += q[t][head * dim + d] * k[s][group * dim + d] / Math.sqrt(dim);
          }
        }
        softmax(p);
        for (int s = 0; s <= t; s++) {
          for (int d = 0; d < dim; d++) {
            mixed[head * dim + d] += p[s] * v[s][group * dim + d];
          }
        }
      }
      add(x[t], multiply(weights.get(at + 4), mixed, shape.hidden()));
    }
  }

  private void feedForward(double[][] x, int at) {
    for (double[] row : x) {
      double[] h = norm(row, weights.get(at + 5));
      double[] gate = multiply(weights.get(at + 6), h, shape.feedForward());
      double[] up = multiply(weights.get(at + 7), h, shape.feedForward());
      for (int i = 0; i < gate.length; i++) {
        up[i] *= gate[i] / (1 + Math.exp(-gate[i]));
      }
      add(row, multiply(weights.get(at + 8), up, shape.hidden()));
    }
  }

  private void rotate(double[] heads, int position) {
    int dim = shape.headDim();
    int half = dim / 2;
    for (int from = 0; from < heads.length; from += dim) {
      for (int i = 0; i < half; i++) {
        double angle = position * Math.pow(shape.ropeTheta(), -2.0 * i / dim);
        double a = heads[from + i];
        double b = heads[from + half + i];
        heads[from + i] = a * Math.cos(angle) - b * Math.sin(angle);
        heads[from + half + i] = b * Math.cos(angle) + a * Math.sin(angle);
      }
    }
  }

  private double[] norm(double[] x, float[] scale) {
    double sum = 0;
    for (double value : x) {
      sum += value * value;
    }
    double[] normed = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      normed[i] = x[i] / Math.sqrt(sum / x.length + shape.normEps()) * scale[i];
    }
    return normed;
  }

  private static double[] multiply(float[] matrix, double[] vector, int rows) {
    double[] result = new double[rows];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < vector.length; c++) {
        result[r] += matrix[r * vector.length + c] * vector[c];
      }
    }
    return result;
  }

  /** Turns scores into probabilities in place; returns the logarithm of their sum before. */
  static double softmax(double[] scores) {
    double highest = Double.NEGATIVE_INFINITY;
    for (double score : scores) {
      highest = Math.max(highest, score);
    }
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Math.exp(scores[i] - highest);
      sum += scores[i];
    }
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= sum;
    }
    return highest + Math.log(sum);
  }

  private static void add(double[] sum, double[] vector) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += vector[i];
    }
  }
}
