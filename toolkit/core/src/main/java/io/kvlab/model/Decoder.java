package io.kvlab.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.cache.EntryFormat;
import io.kvlab.cache.KvCache;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.Recording;
import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.evidence.EvidenceRequest;
import io.kvlab.model.evidence.Probe;
import io.kvlab.model.evidence.ProbeScripts;
import io.kvlab.model.evidence.ProbeTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Calls {@code decoder.py}: one forward pass of new tokens over a cache. */
final class Decoder implements AutoCloseable {
  /**
   * The raw result of a pass; see {@code decoder.py} for the shapes.
   *
   * @param sums sums of attention
   * @param watched the newest token's attention weights
   * @param found what probes have found
   * @param kept the states of probes
   * @param sizes their numbers of tensors
   */
  record Result(IValue logits, IValue sums, IValue watched, IValue found, IValue kept, IValue sizes)
      implements AutoCloseable {
    @Override
    public void close() {
      IValues.close(logits, sums, watched, found, kept, sizes);
    }
  }

  /** A program and the tensors that its probes bring along. */
  private record Loaded(TorchScript script, IValue given) {
    void close() {
      given.close();
      script.close();
    }
  }

  private final ModelConfig config;
  private final NDManager manager;
  private final EntryFormat format;
  private final ScalarType activations;
  private final IValue weights;
  private final IValue noCoefficients;
  private final Map<List<Probe>, Loaded> programs = new ConcurrentHashMap<>();
  private final Optional<StepGraphs> graphs;
  private final Pulse pulse = new Pulse();

  /**
   * @param format how the caches store their entries
   * @param weights the list that {@code decoder.py} describes; closed with this decoder
   * @param recorder records decoding steps; empty where every step is run operator by operator
   */
  Decoder(
      ModelConfig config,
      NDManager manager,
      EntryFormat format,
      ScalarType activations,
      IValue weights,
      Optional<Recording.Recorder> recorder) {
    this.config = config;
    this.manager = manager;
    this.format = format;
    this.activations = activations;
    this.weights = weights;
    this.noCoefficients = IValues.tensor(manager, new float[0], 1, 0, 1);
    // which experts a token goes to is known to the host alone
    boolean steady = config.slidingWindow().isEmpty() && config.feedForward().experts().isEmpty();
    this.graphs =
        recorder
            .filter(any -> steady)
            .map(
                any ->
                    new StepGraphs(
                        manager, TorchScript.load(manager, Decoder.class, "tensors.py"), any));
    program(List.of());
  }

  private Loaded program(List<Probe> probes) {
    return programs.computeIfAbsent(
        probes,
        wanted -> {
          List<IValue> given = new ArrayList<>();
          for (ProbeTensor tensor : ProbeScripts.tensors(wanted)) {
            given.add(IValues.tensor(manager, tensor.values(), tensor.shape()));
          }
          Loaded loaded =
              new Loaded(DecoderProgram.load(manager, config, format, wanted), IValues.list(given));
          given.forEach(IValue::close);
          return loaded;
        });
  }

  /**
   * Runs a pass and records the new tokens in the cache.
   *
   * @param watch 1 for the newest token's weights, 2 + l for all weights of layer l, 0 for none
   */
  Result run(
      KvCache cache,
      List<int[]> tokens,
      EvidenceRequest request,
      Look look,
      int watch,
      Outputs outputs) {
    int batch = tokens.size();
    int longest = tokens.stream().mapToInt(t -> t.length).max().orElse(0);
    int[] counts = tokens.stream().mapToInt(t -> t.length).toArray();
    int[] past = new int[batch];
    int furthest = 0;
    for (int i = 0; i < batch; i++) {
      past[i] = cache.nextPosition(i);
      furthest = Math.max(furthest, past[i] + counts[i]);
    }
    KvCache.Pass pass = cache.beforePass(longest);
    int[] ids = ids(tokens, longest);
    long[] numbers = numbers(past, counts, pass.lengths());
    if (longest == 1 && watch == 0 && !request.any() && graphs.isPresent()) {
      Optional<IValue[]> parts =
          graphs.get().run(pass, ids, numbers, (i, n, extents) -> step(pass, i, n, extents));
      if (parts.isPresent()) {
        cache.afterPass(counts);
        return result(parts.get());
      }
    }
    int kinds = request.attention().size();
    int window = config.slidingWindow().orElse(0);
    boolean windowed = window > 0 && furthest > window;
    long[] looks =
        request.probes().isEmpty()
            ? new long[0]
            : look.numbers(counts, request.firstQueries(past, counts, look.finish()));
    try (IValue idTensor = IValues.tensor(manager, ids, batch, longest);
        IValue numberTensor = IValues.tensor(manager, numbers, numbers.length);
        IValue coefficients =
            IValues.tensor(
                manager, request.coefficients(past, counts, longest), batch, kinds, longest);
        IValue made =
            forward(
                program(request.probes()),
                pass,
                idTensor,
                numberTensor,
                pass.extents(),
                coefficients,
                windowed ? 1 : 0,
                request.firstQuery(past, counts, longest),
                looks,
                look.before(),
                watch,
                outputs)) {
      cache.afterPass(counts);
      return result(made.toIValueTuple());
    }
  }

  private static Result result(IValue[] parts) {
    return new Result(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
  }

  /** A pass of one token for each sequence, without evidence. */
  private IValue step(KvCache.Pass pass, IValue ids, IValue numbers, long[] extents) {
    return forward(
        program(List.of()),
        pass,
        ids,
        numbers,
        extents,
        noCoefficients,
        0,
        1,
        new long[0],
        ProbeStates.none(),
        0,
        Outputs.LAST);
  }

  private IValue forward(
      Loaded program,
      KvCache.Pass pass,
      IValue ids,
      IValue numbers,
      long[] extents,
      IValue coefficients,
      int windowed,
      int firstQuery,
      long[] looks,
      ProbeStates states,
      int watch,
      Outputs outputs) {
    try (IValue extentList = IValue.listFrom(extents);
        IValue windowedFlag = IValue.from(windowed);
        IValue first = IValue.from(firstQuery);
        IValue looked = IValue.listFrom(looks);
        IValue before = states.tensors();
        IValue sizes = states.sizes();
        IValue watched = IValue.from(watch);
        IValue wanted = IValue.from(outputs.ordinal())) {
      pulse.begin();
      return program
          .script()
          .call(
              "forward",
              ids,
              numbers,
              weights,
              pass.keys(),
              pass.values(),
              pass.places(),
              pass.orders(),
              pass.backs(),
              pass.structure(),
              extentList,
              windowedFlag,
              coefficients,
              first,
              looked,
              before,
              sizes,
              program.given(),
              watched,
              wanted,
              pulse.value());
    } catch (EngineException failure) {
      throw Pulse.told(failure);
    }
  }

  /** The program and what it always takes, for {@link BranchBatch}. */
  Program program() {
    return new Program(manager, program(List.of()).script(), weights, pulse);
  }

  /** See {@link #program}; owned by this decoder. */
  record Program(NDManager manager, TorchScript script, IValue weights, Pulse pulse) {}

  /** How far a pass is, and the way to end it. */
  Pulse pulse() {
    return pulse;
  }

  /** Prefills that drop hidden states between layers. */
  LayerwisePrefill layerwise() {
    return new LayerwisePrefill(config, program(), activations);
  }

  private static int[] ids(List<int[]> tokens, int longest) {
    int[] flat = new int[tokens.size() * longest];
    for (int i = 0; i < tokens.size(); i++) {
      System.arraycopy(tokens.get(i), 0, flat, i * longest, tokens.get(i).length);
    }
    return flat;
  }

  private static long[] numbers(int[] past, int[] counts, long[] lengths) {
    long[] flat = new long[2 * past.length + lengths.length];
    for (int i = 0; i < past.length; i++) {
      flat[i] = past[i];
      flat[past.length + i] = counts[i];
    }
    System.arraycopy(lengths, 0, flat, 2 * past.length, lengths.length);
    return flat;
  }

  @Override
  public void close() {
    graphs.ifPresent(StepGraphs::close);
    IValues.close(weights, noCoefficients);
    programs.values().forEach(Loaded::close);
    pulse.close();
  }
}
