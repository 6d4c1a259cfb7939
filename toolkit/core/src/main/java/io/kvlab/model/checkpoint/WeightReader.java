package io.kvlab.model.checkpoint;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.cache.KvCache;
import io.kvlab.internal.torch.IValues;
import java.util.Arrays;

/** Takes attention weights out of a forward pass's tensors. */
public final class WeightReader {
  private final ModelConfig config;
  private final NDManager manager;

  public WeightReader(ModelConfig config, NDManager manager) {
    this.config = config;
    this.manager = manager;
  }

  /** A tensor's rows {@code [rows, row length]}. */
  private record Rows(float[] values, int rowLength) {}

  /**
   * Weights of one new token per sequence, {@code [sequences][layers][heads][entries]}.
   *
   * @param watched per layer and bucket {@code [A, C, g, extent]}
   * @param cache after the pass
   */
  public float[][][][] read(IValue watched, KvCache cache) {
    Rows[] tensors = rows(watched);
    float[][][][] result = new float[cache.batch()][config.layers()][config.heads()][];
    for (int sequence = 0; sequence < result.length; sequence++) {
      for (int layer = 0; layer < config.layers(); layer++) {
        for (int head = 0; head < config.heads(); head++) {
          int kvHead = head / config.groupSize();
          KvCache.Place place = cache.place(layer, sequence, kvHead);
          Rows rows = tensors[place.tensor()];
          int row = place.row() * config.groupSize() + head % config.groupSize();
          int from = row * rows.rowLength();
          result[sequence][layer][head] =
              Arrays.copyOfRange(rows.values(), from, from + cache.length(layer, sequence, kvHead));
        }
      }
    }
    return result;
  }

  /** All weights of one layer, {@code [heads][length][length]}, from {@code [1, G, T*g, T]}. */
  public float[][][] pattern(IValue watched, int length) {
    Rows rows = rows(watched)[0];
    float[][][] result = new float[config.heads()][length][];
    int g = config.groupSize();
    for (int head = 0; head < config.heads(); head++) {
      for (int query = 0; query < length; query++) {
        int from = ((head / g * length + query) * g + head % g) * length;
        result[head][query] = Arrays.copyOfRange(rows.values(), from, from + length);
      }
    }
    return result;
  }

  private Rows[] rows(IValue watched) {
    IValue[] tensors = watched.toIValueArray();
    try {
      return Arrays.stream(tensors)
          .map(
              tensor -> {
                try (PtNDArray array = tensor.toTensor((PtNDManager) manager)) {
                  Shape shape = array.getShape();
                  return new Rows(array.toFloatArray(), (int) shape.get(shape.dimension() - 1));
                }
              })
          .toArray(Rows[]::new);
    } finally {
      IValues.close(tensors);
    }
  }
}
