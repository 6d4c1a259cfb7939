package io.kvlab.model.evidence;

/**
 * For every key, the mean over the last {@code 1 + floor(recent * n)} queries of the weight on it,
 * each query's row scaled by a factor that rises linearly from 1 to 1.2 (PyramidInfer).
 */
public record RampAttention(double recent) implements AttentionSum {
  @Override
  public int queries(int length) {
    return Math.min(length, 1 + (int) (recent * length));
  }

  @Override
  public float coefficient(int row, int rows) {
    double ramp = rows == 1 ? 1 : 1 + 0.2 * row / (rows - 1);
    return (float) (ramp / rows);
  }
}
