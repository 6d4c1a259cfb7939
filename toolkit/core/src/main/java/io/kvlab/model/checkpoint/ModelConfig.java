package io.kvlab.model.checkpoint;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The architecture of a model, as its config.json states it.
 *
 * @param family which decoder family it belongs to, by its {@code model_type}
 * @param layers layers L
 * @param hiddenSize width of the residual stream
 * @param vocabulary number of token ids
 * @param contextLength most positions the model was made for
 * @param attention the attention of every layer
 * @param norms the norms of every layer
 * @param feedForward the feed-forward network of every layer
 * @param rotary how positions turn queries and keys
 * @param windows per layer how many positions a query can look back, itself included; 0 for all
 * @param scales factors between the parts
 * @param naming what the checkpoint calls its tensors
 * @param tiedEmbeddings whether the output matrix is the embedding
 * @param startToken the token put in front of a text, if the config names one
 * @param endTokens ids that end a generation
 * @param notes what was decided for the user, and what of the file is not understood
 */
public record ModelConfig(
    String family,
    int layers,
    int hiddenSize,
    int vocabulary,
    int contextLength,
    Attention attention,
    Norms norms,
    FeedForward feedForward,
    Rotary rotary,
    List<Integer> windows,
    Scales scales,
    Naming naming,
    boolean tiedEmbeddings,
    OptionalInt startToken,
    List<Integer> endTokens,
    List<String> notes) {

  public ModelConfig {
    windows = List.copyOf(windows);
    endTokens = List.copyOf(endTokens);
    notes = List.copyOf(notes);
  }

  /**
   * Reads config.json of a model folder, and where generations end from the other files too.
   * Anything not supported is refused with a sentence.
   */
  public static ModelConfig read(Path folder) {
    return ConfigReader.read(folder.resolve("config.json")).andEndingAt(EndTokens.read(folder));
  }

  /** A Llama of a given shape. */
  public static ModelConfig llama(
      int layers,
      int hiddenSize,
      int feedForwardSize,
      Attention attention,
      int vocabulary,
      int contextLength,
      boolean tied) {
    return new ModelConfig(
        "llama",
        layers,
        hiddenSize,
        vocabulary,
        contextLength,
        attention,
        Norms.plain(1e-5),
        FeedForward.dense(feedForwardSize, FeedForward.Activation.SILU, false, layers),
        Rotary.same(attention.headDim(), false, Rope.plain(10_000, attention.headDim()), layers),
        Collections.nCopies(layers, 0),
        Scales.NONE,
        Naming.USUAL,
        tied,
        OptionalInt.empty(),
        List.of(),
        List.of());
  }

  private ModelConfig andEndingAt(List<Integer> more) {
    SortedSet<Integer> all = new TreeSet<>(endTokens);
    all.addAll(more);
    return new ModelConfig(
        family,
        layers,
        hiddenSize,
        vocabulary,
        contextLength,
        attention,
        norms,
        feedForward,
        rotary,
        windows,
        scales,
        naming,
        tiedEmbeddings,
        startToken,
        List.copyOf(all),
        notes);
  }

  /**
   * With the one of several names of its tensors that a checkpoint uses.
   *
   * @param tensors the names of its tensors
   */
  public ModelConfig resolved(Set<String> tensors) {
    return new ModelConfig(
        family,
        layers,
        hiddenSize,
        vocabulary,
        contextLength,
        attention,
        norms,
        feedForward,
        rotary,
        windows,
        scales,
        naming.resolved(tensors),
        tiedEmbeddings,
        startToken,
        endTokens,
        notes);
  }

  /** With other windows. */
  public ModelConfig withWindows(List<Integer> others) {
    return new ModelConfig(
        family,
        layers,
        hiddenSize,
        vocabulary,
        contextLength,
        attention,
        norms,
        feedForward,
        rotary,
        others,
        scales,
        naming,
        tiedEmbeddings,
        startToken,
        endTokens,
        notes);
  }

  /** With an output matrix of its own. */
  public ModelConfig untied() {
    return new ModelConfig(
        family,
        layers,
        hiddenSize,
        vocabulary,
        contextLength,
        attention,
        norms,
        feedForward,
        rotary,
        windows,
        scales,
        naming,
        false,
        startToken,
        endTokens,
        notes);
  }

  /** Query heads H. */
  public int heads() {
    return attention.heads();
  }

  /** KV heads G. */
  public int kvHeads() {
    return attention.kvHeads();
  }

  /** Values of a query and of a key. */
  public int headDim() {
    return attention.headDim();
  }

  /** Query heads per KV head. */
  public int groupSize() {
    return heads() / kvHeads();
  }

  /** Inner values of the feed-forward network that a token goes through. */
  public int feedForwardSize() {
    return feedForward.experts().isPresent()
        ? Math.max(
            feedForward.size(),
            feedForward.experts().get().used() * feedForward.experts().get().size()
                + feedForward.experts().get().sharedSize())
        : feedForward.size();
  }

  /** The narrowest sliding window of any layer; empty if every layer sees everything. */
  public OptionalInt slidingWindow() {
    return windows.stream().mapToInt(Integer::intValue).filter(window -> window > 0).min();
  }

  /** Whether attention is a softmax of products and nothing else. */
  public boolean plainAttention() {
    return attention.cap() == 0 && !attention.sinks();
  }

  /** Number of weights. */
  public long parameters() {
    return WeightNames.of(this, true).stream().mapToLong(WeightNames.Wanted::size).sum();
  }
}
