package io.kvlab.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.KvlabException;
import io.kvlab.cache.CacheAllocator;
import io.kvlab.cache.CacheGeometry;
import io.kvlab.cache.KvCache;
import io.kvlab.internal.safetensors.Safetensors;
import io.kvlab.internal.safetensors.StoredTensor;
import io.kvlab.internal.torch.CudaGraph;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.Recording;
import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;
import io.kvlab.model.checkpoint.DeviceMemory;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.model.checkpoint.Packing;
import io.kvlab.model.checkpoint.PrecisionChoice;
import io.kvlab.model.checkpoint.RandomWeights;
import io.kvlab.model.checkpoint.WeightLoader;
import io.kvlab.model.checkpoint.WeightNames;
import io.kvlab.model.checkpoint.WeightReader;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.EvidenceReader;
import io.kvlab.model.evidence.EvidenceRequest;
import io.kvlab.model.evidence.RampAttention;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A decoder-only language model, loaded from a folder in Hugging Face layout. A model is immutable;
 * what changes while it reads and writes is a {@link KvCache}. Not for use by several threads at
 * once: a pass already uses all cores.
 */
public final class Model implements AutoCloseable {
  private static final long MOST_PATTERN_VALUES = 1L << 28;

  private final ModelConfig config;
  private final ScalarType type;
  private final NDManager manager;
  private final TorchScript tools;
  private final Decoder decoder;
  private final CacheAllocator caches;
  private final long bytes;
  private final Optional<Tokenizer> tokenizer;
  private final OptionalLong freeAtLoading;

  /** What zero-copy weights read from; held so that it stays mapped. */
  private final List<MappedByteBuffer> mapped;

  private final List<String> switchedOff;

  Model(
      ModelConfig config,
      ScalarType type,
      NDManager manager,
      TorchScript tools,
      Optional<Tokenizer> tokenizer,
      IValue weights,
      long bytes,
      List<MappedByteBuffer> mapped,
      List<String> switchedOff,
      Optional<Recording.Recorder> recorder) {
    this.config = config;
    this.type = type;
    this.manager = manager;
    this.tools = tools;
    this.tokenizer = tokenizer;
    this.bytes = bytes;
    this.mapped = List.copyOf(mapped);
    this.switchedOff = List.copyOf(switchedOff);
    this.freeAtLoading = DeviceMemory.free(manager.getDevice());
    this.decoder = new Decoder(config, manager, weights, recorder);
    ScalarType activations = manager.getDevice().isGpu() ? type : ScalarType.FLOAT32;
    this.caches =
        new CacheAllocator(
            manager,
            new CacheGeometry(
                config.layers(),
                config.kvHeads(),
                config.headDim(),
                activations,
                config.slidingWindow().isPresent()));
  }

  /** Loads config.json and the safetensors files of a folder. */
  public static Model load(Path folder, ModelOptions options) {
    return load(folder, options, recorder(options.device()));
  }

  private static Optional<Recording.Recorder> recorder(Device device) {
    // available() looks at the libraries that are loaded
    return device.isGpu() && Libtorch.engine().getGpuCount() > 0 && CudaGraph.available()
        ? Optional.of(CudaGraph.recorder())
        : Optional.empty();
  }

  static Model load(Path folder, ModelOptions options, Optional<Recording.Recorder> recorder) {
    ModelConfig config = ModelConfig.read(folder);
    Safetensors stored = Safetensors.folder(folder);
    NDManager manager = Libtorch.manager(options.device());
    TorchScript tools = TorchScript.load(manager, Model.class, "tensors.py");
    List<IValue> weights = new ArrayList<>();
    boolean done = false;
    try (Packing packing = new Packing(manager, PrecisionChoice.choose(config, stored, options))) {
      ScalarType type = packing.type();
      Optional<Tokenizer> tokenizer = Tokenizer.load(folder);
      // what is only mapped stays as it lies in the file
      boolean mapped =
          type == WeightLoader.storedType(stored.get(WeightNames.EMBEDDING))
              && !options.device().isGpu()
              && !packing.active();
      if (!mapped) {
        DeviceMemory.require(
            config.parameters() * type.bytes() + packing.extraBytes(config),
            type.toString(),
            options.device(),
            DeviceMemory.free(options.device()));
      }
      ScalarType vectors = options.device().isGpu() ? type : ScalarType.FLOAT32;
      WeightLoader loader = new WeightLoader(manager, tools, options.checkWeights());
      List<WeightNames.Wanted> all = WeightNames.of(config, !mapped);
      packing.prove(config, all);
      for (WeightNames.Wanted wanted : all) {
        if (wanted.parts().isEmpty()) {
          weights.add(IValues.tensor(manager, new float[0], 0));
        } else {
          List<StoredTensor> parts =
              wanted.parts().stream().map(part -> stored.get(part.name(), part.shape())).toList();
          boolean packed = wanted.isProduct() && packing.active();
          IValue loaded = loader.load(parts, wanted.isMatrix() ? type : vectors, !packed);
          weights.add(packed ? packing.pack(loaded, wanted.shape()) : loaded);
        }
      }
      IValue list = assemble(config, manager, packing, weights);
      Model model =
          new Model(
              config,
              type,
              manager,
              tools,
              tokenizer,
              list,
              loader.bytes() + packing.extraBytes(config) + packing.paddingBytes(),
              loader.mapped(),
              packing.switchedOff(),
              recorder);
      done = true;
      return model;
    } finally {
      weights.forEach(IValue::close);
      if (!done) {
        tools.close();
        manager.close();
      }
    }
  }

  /**
   * A model of a given shape with random weights and no tokenizer, for measuring.
   *
   * @throws KvlabException if its weights do not fit the device
   */
  public static Model random(ModelConfig config, ModelOptions options, long seed) {
    ScalarType type =
        switch (options.precision()) {
          case FLOAT16 -> ScalarType.FLOAT16;
          case BFLOAT16 -> ScalarType.BFLOAT16;
          case AUTO, FLOAT32 -> ScalarType.FLOAT32;
        };
    DeviceMemory.require(
        config.parameters() * type.bytes(),
        type.toString(),
        options.device(),
        DeviceMemory.free(options.device()));
    NDManager manager = Libtorch.manager(options.device());
    TorchScript tools = TorchScript.load(manager, Model.class, "tensors.py");
    ScalarType vectors = options.device().isGpu() ? type : ScalarType.FLOAT32;
    List<IValue> weights = new ArrayList<>();
    try (RandomWeights random = new RandomWeights(manager, tools, seed);
        Packing packing = new Packing(manager, type)) {
      List<WeightNames.Wanted> all = WeightNames.of(config, true);
      packing.prove(config, all);
      for (WeightNames.Wanted wanted : all) {
        if (wanted.parts().isEmpty()) {
          weights.add(IValues.tensor(manager, new float[0], 0));
        } else {
          IValue made = random.make(wanted.shape(), wanted.isMatrix() ? type : vectors);
          weights.add(wanted.isProduct() ? packing.pack(made, wanted.shape()) : made);
        }
      }
      IValue list = assemble(config, manager, packing, weights);
      return new Model(
          config,
          type,
          manager,
          tools,
          Optional.empty(),
          list,
          random.bytes() + packing.extraBytes(config) + packing.paddingBytes(),
          List.of(),
          packing.switchedOff(),
          recorder(options.device()));
    } finally {
      weights.forEach(IValue::close);
    }
  }

  /** The decoder's list: the output matrix may be the embedding; the RoPE frequencies go fourth. */
  private static IValue assemble(
      ModelConfig config, NDManager manager, Packing packing, List<IValue> weights) {
    if (config.tiedEmbeddings()) {
      weights.set(2, packing.tied(weights.get(0), config)).close();
    }
    List<IValue> all = new ArrayList<>(weights);
    double[] frequencies = config.ropeFrequencies();
    try (IValue rope = IValues.tensor(manager, frequencies, frequencies.length)) {
      all.add(3, rope);
      return IValues.list(all);
    }
  }

  public ModelConfig config() {
    return config;
  }

  /** The tokenizer; empty if the folder has no tokenizer.json. */
  public Optional<Tokenizer> tokenizer() {
    return tokenizer;
  }

  /** The format that matrices are held in: float32, float16 or bfloat16. */
  public String precision() {
    return type.toString();
  }

  public Device device() {
    return manager.getDevice();
  }

  /**
   * Bytes that can still be allocated on the model's device; empty if nobody can tell. On a GPU it
   * is what was free when the weights had been loaded: libtorch keeps what is freed, and the driver
   * counts that as used.
   */
  public OptionalLong freeBytes() {
    return device().isGpu() ? freeAtLoading : DeviceMemory.free(device());
  }

  /** Bytes of the weights. */
  public long bytes() {
    return bytes;
  }

  /**
   * A sentence for each fast way of computing that this machine gets wrong and that is therefore
   * not used; numbers are right without it.
   */
  public List<String> switchedOff() {
    return switchedOff;
  }

  /** Makes caches, and branches of caches. */
  public CacheAllocator caches() {
    return caches;
  }

  /**
   * Reads prompts of any lengths, from their first token.
   *
   * @param prompts token ids, the start token included where the model wants one
   * @param evidence what to gather on the way
   * @param reserve room for this many more tokens per sequence
   */
  public Prefill prefill(List<int[]> prompts, Set<EvidenceKind> evidence, int reserve) {
    int longest = prompts.stream().mapToInt(p -> p.length).max().orElse(0);
    KvCache cache = caches.empty(prompts.size(), longest + reserve);
    return prefillInto(cache, Optional.empty(), prompts, evidence);
  }

  /**
   * Reads the rest of prompts whose common beginning has been read already; the result is that of
   * reading each prompt as a whole.
   *
   * @param prefix the common beginning, with the evidence asked for here; stays as it is
   * @param sequence which of its sequences
   * @param continuations the rests; for attention evidence over a window at least that many tokens
   *     each
   */
  public Prefill prefillAfter(
      Prefill prefix,
      int sequence,
      List<int[]> continuations,
      Set<EvidenceKind> evidence,
      int reserve) {
    int longest = continuations.stream().mapToInt(p -> p.length).max().orElse(0);
    List<KvCache.Source> sources = new ArrayList<>();
    for (int i = 0; i < continuations.size(); i++) {
      sources.add(KvCache.Source.all(prefix.cache(), sequence));
    }
    KvCache cache = caches.gather(sources, longest + reserve);
    Optional<Evidence> before =
        evidence.isEmpty() ? Optional.empty() : Optional.of(prefix.evidence().get(sequence));
    return prefillInto(cache, before, continuations, evidence);
  }

  private Prefill prefillInto(
      KvCache cache, Optional<Evidence> before, List<int[]> tokens, Set<EvidenceKind> kinds) {
    EvidenceRequest request = new EvidenceRequest(kinds);
    boolean done = false;
    try {
      check(cache, tokens);
      for (int i = 0; i < tokens.size(); i++) {
        request.requireEnough(cache.nextPosition(i), tokens.get(i).length);
      }
      try (Decoder.Result result = decoder.run(cache, tokens, request, 0, Decoder.Outputs.LAST)) {
        EvidenceReader reader =
            new EvidenceReader(
                config.layers(), config.heads(), config.kvHeads(), manager, tools, request, kinds);
        List<Evidence> evidence = new ArrayList<>();
        for (int i = 0; i < tokens.size() && !kinds.isEmpty(); i++) {
          evidence.add(
              reader.read(result.queries(), result.keys(), i, cache.nextPosition(i), before));
        }
        done = true;
        return new Prefill(cache, logits(result, tokens.size(), 1), evidence);
      }
    } finally {
      if (!done) {
        cache.close();
      }
    }
  }

  /**
   * Appends tokens to the sequences of a cache, compressed or not.
   *
   * @param tokens per sequence at least one token
   * @return logits of every sequence's last new token
   */
  public Logits forward(KvCache cache, List<int[]> tokens) {
    return forward(cache, tokens, Decoder.Outputs.LAST);
  }

  /** Whether branches can look at a cache through masks; see {@link #branch}. */
  public boolean canBranch(KvCache shared) {
    return config.slidingWindow().isEmpty() && shared.inOneTensor();
  }

  /**
   * Branches over a prefilled cache, which must stay open and unchanged as long as they are used.
   *
   * @param shared a cache that {@link #canBranch} accepts
   * @param branches sorted by the prompt they go on from
   * @param tokensAtOnce how many tokens each will get at once
   */
  public BranchBatch branch(KvCache shared, List<BranchBatch.Branch> branches, int tokensAtOnce) {
    if (!canBranch(shared)) {
      throw new IllegalArgumentException("this cache cannot be branched");
    }
    return BranchBatch.of(config, decoder.program(), shared, branches, tokensAtOnce);
  }

  /** As {@link #forward}, with the logits of all new tokens. */
  public Logits forwardAll(KvCache cache, List<int[]> tokens) {
    return forward(cache, tokens, Decoder.Outputs.ALL);
  }

  private Logits forward(KvCache cache, List<int[]> tokens, Decoder.Outputs outputs) {
    check(cache, tokens);
    int longest = tokens.stream().mapToInt(t -> t.length).max().orElse(0);
    EvidenceRequest none = new EvidenceRequest(Set.of());
    try (Decoder.Result result = decoder.run(cache, tokens, none, 0, outputs)) {
      return logits(result, tokens.size(), outputs == Decoder.Outputs.ALL ? longest : 1);
    }
  }

  /**
   * Appends one token to every sequence and returns what its queries look at.
   *
   * @param tokens one per sequence
   */
  public StepAttention watch(KvCache cache, int[] tokens) {
    List<int[]> each = new ArrayList<>();
    for (int token : tokens) {
      each.add(new int[] {token});
    }
    check(cache, each);
    EvidenceRequest none = new EvidenceRequest(Set.of());
    try (Decoder.Result result = decoder.run(cache, each, none, 1, Decoder.Outputs.LAST)) {
      float[][][][] weights = new WeightReader(config, manager).read(result.watched(), cache);
      return new StepAttention(logits(result, tokens.length, 1), weights);
    }
  }

  /**
   * The whole attention pattern of one layer on a prompt, {@code [heads][length][length]}; row i
   * holds the weights of query i. For looking at short prompts: the pattern grows with the square
   * of the length.
   */
  public float[][][] attentionWeights(int[] ids, int layer) {
    long values = (long) config.heads() * ids.length * ids.length;
    if (values > MOST_PATTERN_VALUES) {
      throw KvlabException.usage(
          "the attention pattern of "
              + ids.length
              + " tokens has "
              + values
              + " values; patterns are shown for up to "
              + (int) Math.sqrt((double) MOST_PATTERN_VALUES / config.heads())
              + " tokens");
    }
    EvidenceRequest none = new EvidenceRequest(Set.of());
    try (KvCache cache = caches.empty(1, ids.length)) {
      check(cache, List.of(ids));
      try (Decoder.Result result =
          decoder.run(cache, List.of(ids), none, 2 + layer, Decoder.Outputs.NONE)) {
        return new WeightReader(config, manager).pattern(result.watched(), ids.length);
      }
    }
  }

  /**
   * Reads a prompt while dropping hidden states from layer to layer; every layer caches the
   * positions alive in it.
   *
   * @param recent of the prompt, this share of queries judges (see {@link RampAttention})
   * @return a cache whose {@link KvCache#selection} says what is left; no evidence
   */
  public Prefill prefillLayerwise(int[] ids, double recent, LayerFilter filter, int reserve) {
    requireContext(ids.length);
    if (config.slidingWindow().isPresent()) {
      throw KvlabException.usage(
          "dropping hidden states during the prefill is not available for models with a sliding"
              + " window; take a policy that acts after the prefill, such as snapkv");
    }
    LayerwisePrefill.Outcome outcome =
        decoder.layerwise().run(ids, recent, filter, reserve, caches);
    return new Prefill(
        outcome.cache(), new Logits(manager, tools, outcome.logits(), 1, 1), List.of());
  }

  private Logits logits(Decoder.Result result, int batch, int tokens) {
    return new Logits(manager, tools, copy(result.logits()), batch, tokens);
  }

  /** A second handle on the same tensor, which outlives the result it came with. */
  private IValue copy(IValue tensor) {
    try (var array = tensor.toTensor((ai.djl.pytorch.engine.PtNDManager) manager)) {
      return IValue.from(array);
    }
  }

  /** Refuses tokens that the model does not know, and positions that it was not made for. */
  private void check(KvCache cache, List<int[]> tokens) {
    if (tokens.size() != cache.batch()) {
      throw new IllegalArgumentException(
          tokens.size() + " lists of tokens for a cache of " + cache.batch() + " sequences");
    }
    for (int i = 0; i < tokens.size(); i++) {
      int[] ids = tokens.get(i);
      if (ids.length == 0) {
        throw new IllegalArgumentException("sequence " + i + " gets no token");
      }
      requireContext(cache.nextPosition(i) + ids.length);
      for (int id : ids) {
        if (id < 0 || id >= config.vocabulary()) {
          throw KvlabException.usage(
              "token id "
                  + id
                  + " is not in the model's vocabulary; ids go from 0 to "
                  + (config.vocabulary() - 1));
        }
      }
    }
  }

  /** Refuses a sequence of {@code positions} tokens if it exceeds the model's context. */
  public void requireContext(int positions) {
    if (positions > config.contextLength()) {
      throw KvlabException.usage(
          "the prompt and its answer take "
              + positions
              + " positions, but the model's context is "
              + config.contextLength()
              + "; use shorter prompts, fewer shots or a model with a"
              + " longer context");
    }
  }

  @Override
  public void close() {
    decoder.close();
    caches.close();
    tools.close();
    tokenizer.ifPresent(Tokenizer::close);
    manager.close();
  }
}
