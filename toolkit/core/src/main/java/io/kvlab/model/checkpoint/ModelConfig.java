package io.kvlab.model.checkpoint;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The architecture of a model, as its config.json states it.
 *
 * @param family which decoder family it belongs to
 * @param layers layers L
 * @param hiddenSize width of the residual stream
 * @param feedForwardSize width of the gated feed-forward network
 * @param heads query heads H
 * @param kvHeads KV heads G
 * @param headDim head size d
 * @param vocabulary number of token ids
 * @param contextLength most positions the model was made for
 * @param normEpsilon epsilon of RMSNorm
 * @param ropeTheta base of RoPE
 * @param ropeScaling Llama 3.1's stretching, if any
 * @param slidingWindow positions a query can look back, itself included; empty for all
 * @param queryKeyValueBias whether the query, key and value projections have biases
 * @param outputBias whether the attention's output projection has one
 * @param tiedEmbeddings whether the output matrix is the embedding
 * @param startToken the token put in front of a text, if the config names one
 * @param endTokens ids that end a generation
 */
public record ModelConfig(
    Family family,
    int layers,
    int hiddenSize,
    int feedForwardSize,
    int heads,
    int kvHeads,
    int headDim,
    int vocabulary,
    int contextLength,
    double normEpsilon,
    double ropeTheta,
    Optional<RopeScaling> ropeScaling,
    OptionalInt slidingWindow,
    boolean queryKeyValueBias,
    boolean outputBias,
    boolean tiedEmbeddings,
    OptionalInt startToken,
    java.util.List<Integer> endTokens) {

  public ModelConfig {
    endTokens = java.util.List.copyOf(endTokens);
  }

  /** Decoder families, by their {@code model_type}. */
  public enum Family {
    LLAMA,
    MISTRAL,
    QWEN2,
    QWEN3;

    /** The name in config.json. */
    public String modelType() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * Reads config.json of a model folder, and where generations end from generation_config.json too.
   * Anything not supported is refused with a sentence.
   */
  public static ModelConfig read(Path folder) {
    return ConfigReader.read(folder.resolve("config.json"))
        .andEndingAt(GenerationConfig.endTokens(folder));
  }

  private ModelConfig andEndingAt(java.util.List<Integer> more) {
    java.util.SortedSet<Integer> all = new java.util.TreeSet<>(endTokens);
    all.addAll(more);
    return new ModelConfig(
        family,
        layers,
        hiddenSize,
        feedForwardSize,
        heads,
        kvHeads,
        headDim,
        vocabulary,
        contextLength,
        normEpsilon,
        ropeTheta,
        ropeScaling,
        slidingWindow,
        queryKeyValueBias,
        outputBias,
        tiedEmbeddings,
        startToken,
        java.util.List.copyOf(all));
  }

  /** Query heads per KV head. */
  public int groupSize() {
    return heads / kvHeads;
  }

  /** Whether queries and keys are normalised per head (Qwen3). */
  public boolean queryKeyNorm() {
    return family == Family.QWEN3;
  }

  /** RoPE frequencies {@code [headDim / 2]}, in radians per position. */
  public double[] ropeFrequencies() {
    double[] frequencies = new double[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      double plain = Math.pow(ropeTheta, -2.0 * i / headDim);
      frequencies[i] = ropeScaling.map(scaling -> scaling.scale(plain)).orElse(plain);
    }
    return frequencies;
  }

  /** Number of weights. */
  public long parameters() {
    long attention = (long) hiddenSize * headDim * (2L * heads + 2L * kvHeads);
    long perLayer = attention + 3L * hiddenSize * feedForwardSize + 2L * hiddenSize;
    if (queryKeyValueBias) {
      perLayer += (long) headDim * (heads + 2L * kvHeads);
    }
    if (outputBias) {
      perLayer += hiddenSize;
    }
    if (queryKeyNorm()) {
      perLayer += 2L * headDim;
    }
    long embeddings = (long) vocabulary * hiddenSize * (tiedEmbeddings ? 1 : 2);
    return embeddings + hiddenSize + layers * perLayer;
  }
}
