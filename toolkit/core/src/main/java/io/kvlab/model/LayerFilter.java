package io.kvlab.model;

/** Decides, layer by layer, which hidden states a prefill goes on with. */
@FunctionalInterface
public interface LayerFilter {
  /**
   * @param scores evidence of this layer over the positions alive in it, {@code [heads][alive]}
   * @return indices of those that the next layer sees, increasing
   */
  int[] keepAt(int layer, float[][] scores);
}
