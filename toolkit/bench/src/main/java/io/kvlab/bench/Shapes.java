package io.kvlab.bench;

import io.kvlab.KvlabException;
import io.kvlab.model.checkpoint.Attention;
import io.kvlab.model.checkpoint.ModelConfig;
import java.util.Map;
import java.util.TreeMap;

/** Llama shapes of known sizes, for models with random weights. */
public final class Shapes {
  private static final Map<String, ModelConfig> ALL =
      new TreeMap<>(
          Map.of(
              "15m", llama(6, 288, 768, 6, 6, 32_000, true),
              "125m", llama(12, 768, 2048, 12, 12, 32_000, false),
              "1b", llama(16, 2048, 8192, 32, 8, 128_256, true),
              "8b", llama(32, 4096, 14_336, 32, 8, 128_256, false)));

  private Shapes() {}

  private static ModelConfig llama(
      int layers, int hidden, int inner, int heads, int kvHeads, int vocabulary, boolean tied) {
    return ModelConfig.llama(
        layers,
        hidden,
        inner,
        Attention.plain(heads, kvHeads, hidden / heads),
        vocabulary,
        131_072,
        tied);
  }

  /** The shape called 15M, 125M, 1B or 8B. */
  public static ModelConfig of(String name) {
    ModelConfig config = ALL.get(name.toLowerCase(java.util.Locale.ROOT));
    if (config == null) {
      throw KvlabException.usage(
          "there is no shape '" + name + "'; there are 15M, 125M, 1B and 8B");
    }
    return config;
  }

  /** Weights in matrices that every token is multiplied with, the output matrix included. */
  public static long matrixWeights(ModelConfig config) {
    long embeddings = (long) config.vocabulary() * config.hiddenSize();
    return config.parameters() - (config.tiedEmbeddings() ? 0 : embeddings);
  }
}
