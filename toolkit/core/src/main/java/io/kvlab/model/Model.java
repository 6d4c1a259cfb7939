package io.kvlab.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.KvlabException;
import io.kvlab.cache.CacheAllocator;
import io.kvlab.cache.CacheGeometry;
import io.kvlab.cache.EntryFormat;
import io.kvlab.cache.KvCache;
import io.kvlab.internal.safetensors.Safetensors;
import io.kvlab.internal.torch.Recording;
import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;
import io.kvlab.model.checkpoint.DeviceMemory;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.model.checkpoint.PrecisionChoice;
import io.kvlab.model.checkpoint.WeightReader;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.EvidenceReader;
import io.kvlab.model.evidence.EvidenceRequest;
import io.kvlab.model.evidence.Probe;
import io.kvlab.model.evidence.RampAttention;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

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
  private final List<String> notes;

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
      List<String> notes,
      Optional<Recording.Recorder> recorder) {
    this.config = config;
    this.type = type;
    this.manager = manager;
    this.tools = tools;
    this.tokenizer = tokenizer;
    this.bytes = bytes;
    this.mapped = List.copyOf(mapped);
    this.switchedOff = List.copyOf(switchedOff);
    this.notes = List.copyOf(notes);
    this.freeAtLoading = DeviceMemory.free(manager.getDevice());
    ScalarType activations = manager.getDevice().isGpu() ? type : ScalarType.FLOAT32;
    EntryFormat format =
        EntryFormat.plain(config.headDim(), config.attention().valueDim(), activations);
    this.decoder = new Decoder(config, manager, format, activations, weights, recorder);
    this.caches =
        new CacheAllocator(
            manager,
            new CacheGeometry(
                config.layers(), config.kvHeads(), format, config.slidingWindow().isPresent()));
  }

  /** Loads config.json and the safetensors files of a folder. */
  public static Model load(Path folder, ModelOptions options) {
    return new ModelLoader(options).load(folder);
  }

  /** The format in which the matrices of a checkpoint would be held; no weights are opened. */
  public static String precision(Path folder, ModelOptions options) {
    return PrecisionChoice.choose(
            ModelConfig.read(folder), () -> Safetensors.folder(folder), options)
        .toString();
  }

  /**
   * A model of a given shape with random weights and no tokenizer, for measuring.
   *
   * @throws KvlabException if its weights do not fit the device
   */
  public static Model random(ModelConfig config, ModelOptions options, long seed) {
    return new ModelLoader(options).random(config, seed);
  }

  public ModelConfig config() {
    return config;
  }

  /** The tokenizer; empty if the folder has no tokenizer.json. */
  public Optional<Tokenizer> tokenizer() {
    return tokenizer;
  }

  /** What was decided for the user on loading, and what was not understood, as sentences. */
  public List<String> notes() {
    return notes;
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

  /**
   * Ends the pass that runs, and every other one until {@link #goOn}; may be called from any
   * thread. A pass that was ended is a {@link KvlabException} of kind {@code INTERRUPTED}.
   */
  public void abandon() {
    decoder.pulse().stop(true);
  }

  /** Passes run to their end again. */
  public void goOn() {
    decoder.pulse().stop(false);
  }

  /** The part of the running pass that is through, 0..1; may be called from any thread. */
  public double through() {
    return (double) decoder.pulse().layer() / config.layers();
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
    return prefillInto(cache, Optional.empty(), prompts, evidence, false);
  }

  /**
   * Reads what prompts have in common, for {@link #prefillAfter}: of evidence that needs the whole
   * prompt only the state is kept.
   */
  public Prefill prefix(int[] common, Set<EvidenceKind> evidence) {
    KvCache cache = caches.empty(1, common.length);
    return prefillInto(cache, Optional.empty(), List.of(common), evidence, true);
  }

  /**
   * Reads the rest of prompts whose common beginning has been read already; the result is that of
   * reading each prompt as a whole.
   *
   * @param prefix the common beginning, with the evidence asked for here; stays as it is
   * @param continuations the rests; for attention evidence over a window at least that many tokens
   *     each
   */
  public Prefill prefillAfter(
      Prefill prefix, List<int[]> continuations, Set<EvidenceKind> evidence, int reserve) {
    int longest = continuations.stream().mapToInt(p -> p.length).max().orElse(0);
    List<KvCache.Source> sources = new ArrayList<>();
    for (int i = 0; i < continuations.size(); i++) {
      sources.add(KvCache.Source.all(prefix.cache(), 0));
    }
    KvCache cache = caches.gather(sources, longest + reserve);
    return prefillInto(cache, Optional.of(prefix), continuations, evidence, false);
  }

  /**
   * Whether a common beginning may be read before it is known how long a prompt becomes: not where
   * RoPE follows the length of a sequence.
   *
   * @param longest tokens of the longest prompt
   */
  public boolean sharesPrefixes(int longest) {
    return longest <= config.rotary().steadyUpTo();
  }

  private Prefill prefillInto(
      KvCache cache,
      Optional<Prefill> prefix,
      List<int[]> tokens,
      Set<EvidenceKind> kinds,
      boolean unfinished) {
    EvidenceRequest request = new EvidenceRequest(kinds);
    boolean done = false;
    try {
      check(cache, tokens);
      for (int i = 0; i < tokens.size(); i++) {
        request.requireEnough(cache.nextPosition(i), tokens.get(i).length);
      }
      Look look =
          Look.prompts(
              prefix.map(Prefill::states).orElse(ProbeStates.none()), !unfinished, unfinished);
      List<int[]> prompts = prefix.map(p -> joined(p, tokens)).orElse(tokens);
      try (Decoder.Result result = decoder.run(cache, tokens, request, look, 0, Outputs.LAST)) {
        EvidenceReader reader =
            new EvidenceReader(
                config.layers(), config.heads(), config.kvHeads(), manager, tools, request);
        List<Evidence> evidence = new ArrayList<>();
        for (int i = 0; i < tokens.size() && !kinds.isEmpty(); i++) {
          Optional<Evidence> before = prefix.map(p -> p.evidence().get(0));
          Map<EvidenceKind, float[][][]> values =
              reader.read(result.sums(), result.found(), i, cache.nextPosition(i), before);
          if (!unfinished) {
            for (Probe.Replay replay : request.replays()) {
              values.put(replay, replayed(cache, i, prompts.get(i), replay));
            }
          }
          evidence.add(
              new Evidence(
                  config.layers(),
                  config.heads(),
                  config.kvHeads(),
                  cache.nextPosition(i),
                  values));
        }
        ProbeStates states = ProbeStates.of(result.kept(), result.sizes());
        done = true;
        return new Prefill(cache, logits(result, tokens.size(), 1), evidence, prompts, states);
      }
    } finally {
      if (!done) {
        cache.close();
      }
    }
  }

  private static List<int[]> joined(Prefill prefix, List<int[]> rests) {
    int[] common = prefix.prompts().get(0);
    return rests.stream()
        .map(rest -> IntStream.concat(Arrays.stream(common), Arrays.stream(rest)).toArray())
        .toList();
  }

  /** What a replay shows of one sequence; the cache stays as it is. */
  private float[][][] replayed(KvCache cache, int sequence, int[] prompt, Probe.Replay replay) {
    Probe.Encoder encoder =
        text ->
            tokenizer
                .orElseThrow(
                    () ->
                        KvlabException.usage(
                            replay
                                + " reads a text of its own, but the model has no tokenizer.json"))
                .encode(text, false)
                .ids();
    List<Probe.Reading> readings = replay.readings(prompt, encoder);
    if (readings.isEmpty()) {
      throw new IllegalArgumentException(replay + " reads nothing");
    }
    int longest = readings.stream().mapToInt(reading -> reading.ids().length).max().orElse(0);
    EvidenceRequest request = EvidenceRequest.of(replay);
    int n = cache.nextPosition(sequence);
    ProbeStates states = ProbeStates.none();
    try (KvCache copy = caches.gather(List.of(KvCache.Source.all(cache, sequence)), longest)) {
      for (int i = 0; i < readings.size(); i++) {
        Probe.Reading reading = readings.get(i);
        boolean last = i == readings.size() - 1;
        Look look = Look.replay(n, reading.from(), reading.to(), states, last);
        try (Decoder.Result result =
            decoder.run(copy, List.of(reading.ids()), request, look, 0, Outputs.NONE)) {
          states.close();
          states = ProbeStates.of(result.kept(), result.sizes());
          if (last) {
            return new EvidenceReader(
                    config.layers(), config.heads(), config.kvHeads(), manager, tools, request)
                .probe(result.found(), 0, 0, replay, n)
                .orElseThrow();
          }
        }
        copy.truncate(new int[] {n});
      }
      throw new IllegalStateException("a replay without an end");
    } finally {
      states.close();
    }
  }

  /**
   * Appends tokens to the sequences of a cache, compressed or not.
   *
   * @param tokens per sequence at least one token
   * @return logits of every sequence's last new token
   */
  public Logits forward(KvCache cache, List<int[]> tokens) {
    return forward(cache, tokens, Outputs.LAST);
  }

  /** Whether branches can look at a cache through masks; see {@link #branch}. */
  public boolean canBranch(KvCache shared) {
    return config.slidingWindow().isEmpty()
        && config.plainAttention()
        && config.rotary().steadyUpTo() == Integer.MAX_VALUE
        && caches.geometry().format().isPlain()
        && shared.inOneTensor();
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
    return forward(cache, tokens, Outputs.ALL);
  }

  private Logits forward(KvCache cache, List<int[]> tokens, Outputs outputs) {
    check(cache, tokens);
    int longest = tokens.stream().mapToInt(t -> t.length).max().orElse(0);
    EvidenceRequest none = new EvidenceRequest(Set.of());
    try (Decoder.Result result = decoder.run(cache, tokens, none, Look.nothing(), 0, outputs)) {
      return logits(result, tokens.size(), outputs == Outputs.ALL ? longest : 1);
    }
  }

  /**
   * The mean of {@code -log p(ids[i] | ids[0..i-1])} over all tokens but the first, in nats.
   *
   * @param ids at least two
   */
  public double likelihood(int[] ids) {
    if (ids.length < 2) {
      throw KvlabException.usage("the likelihood of a text of one token is not defined");
    }
    try (KvCache cache = caches.empty(1, ids.length);
        Logits all = forwardAll(cache, List.of(ids))) {
      int[] targets = Arrays.copyOfRange(ids, 1, ids.length);
      return all.divergence(0, 0, all, 0, 0, targets).nll() / targets.length;
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
    try (Decoder.Result result = decoder.run(cache, each, none, Look.nothing(), 1, Outputs.LAST)) {
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
          decoder.run(cache, List.of(ids), none, Look.nothing(), 2 + layer, Outputs.NONE)) {
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
        outcome.cache(),
        new Logits(manager, tools, outcome.logits(), 1, 1),
        List.of(),
        List.of(ids),
        ProbeStates.none());
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
