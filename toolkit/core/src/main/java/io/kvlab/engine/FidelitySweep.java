package io.kvlab.engine;

import io.kvlab.KvlabException;
import io.kvlab.cache.KvCache;
import io.kvlab.cache.KvCache.Source;
import io.kvlab.cache.Selection;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.Range;
import io.kvlab.model.TokenizedText;
import io.kvlab.model.Tokenizer;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan.Fidelity;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Answer;
import io.kvlab.result.ExampleRow.CacheUse;
import io.kvlab.result.ExampleRow.ExampleId;
import io.kvlab.result.ExampleRow.Measured;
import io.kvlab.result.ExampleRow.Timing;
import io.kvlab.result.ExampleRow.Tokens;
import io.kvlab.result.ExampleRow.Units;
import io.kvlab.task.Segments;
import io.kvlab.task.catalog.TextFiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Text fidelity: windows of a text are prefilled and compressed, the text's own continuation is fed
 * through what is left, and every prediction is held against that of the full cache. The first
 * continuation token is predicted by the prefill itself and left out.
 */
final class FidelitySweep {
  private final SweepSetup setup;
  private final Fidelity work;
  private final RowSink rows;
  private final Model model;

  /** One window: the context with its start token, the continuation, and the context's lines. */
  private record Window(ExampleId id, int[] context, int[] continuation, List<Range> lines) {}

  FidelitySweep(SweepSetup setup, Fidelity work, RowSink rows) {
    this.setup = setup;
    this.work = work;
    this.rows = rows;
    this.model = setup.model().model();
  }

  /** Computes and stores what is missing. */
  void run() {
    requireContext();
    List<Window> windows = windows();
    rows.counted(setup.sweep(), windows.size());
    MemoryBackoff<Window> fitting = new MemoryBackoff<>(1, this::failed, rows::add, rows::note);
    for (Window window : windows) {
      List<Treatment> missing = rows.missing(setup.sweep(), window.id().index());
      if (!missing.isEmpty()) {
        setup.checkCancelled();
        rows.working(new RowSink.Step("windows read", window.id().index(), windows.size(), 0));
        fitting.compute(
            (one, treatments, taken) -> compute(window, treatments, taken),
            List.of(window),
            missing);
      }
    }
  }

  private ExampleRow failed(Window window, Treatment treatment, String reason) {
    return new ExampleRow(
        new CellKey(setup.sweep().workload(), treatment),
        window.id(),
        new ExampleRow.Failed(reason));
  }

  /** Refuses windows that show nothing. */
  static void require(Fidelity work) {
    if (work.continuation() < 2) {
      throw KvlabException.usage(
          "The first continuation token never depends on compression; 'continuation' must be at least 2.");
    }
  }

  private void requireContext() {
    int needed = work.context() + work.continuation() + 1;
    if (needed > model.config().contextLength()) {
      throw KvlabException.usage(
          String.format(
              Locale.ROOT,
              "context %,d and continuation %,d with the start token take %,d positions, but the context of %s is %,d; choose shorter ones.",
              work.context(),
              work.continuation(),
              needed,
              setup.model().name(),
              model.config().contextLength()));
    }
  }

  private List<Window> windows() {
    Tokenizer tokenizer = setup.model().requireTokenizer();
    String text = TextFiles.read(work.file()).text();
    TokenizedText tokens = tokenizer.encode(text, false);
    int size = work.context() + work.continuation();
    int available = tokens.length() / size;
    int wanted = work.windows().orElse(available);
    if (available == 0 || wanted > available) {
      throw KvlabException.usage(
          String.format(
              Locale.ROOT,
              "%s has %,d tokens, enough for %,d windows of %,d, not for %,d; ask for fewer or shorter windows.",
              work.file(),
              tokens.length(),
              available,
              size,
              Math.max(1, wanted)));
    }
    List<Range> lines = Segments.lines(text).stream().map(tokens::tokens).toList();
    List<Window> windows = new ArrayList<>();
    for (int i = 0; i < wanted; i++) {
      int from = i * size;
      int to = from + work.context();
      int[] start = tokenizer.start();
      int[] context = Arrays.copyOf(start, start.length + work.context());
      System.arraycopy(tokens.ids(), from, context, start.length, work.context());
      windows.add(
          new Window(
              new ExampleId(i, "window-" + i),
              context,
              Arrays.copyOfRange(tokens.ids(), to, from + size),
              within(lines, from, to, start.length)));
    }
    return windows;
  }

  /** Spans of the whole text as they lie in one window. */
  private static List<Range> within(List<Range> lines, int from, int to, int shift) {
    return lines.stream()
        .filter(line -> line.to() > from && line.from() < to)
        .map(
            line ->
                new Range(
                    Math.max(line.from(), from) - from + shift,
                    Math.min(line.to(), to) - from + shift))
        .toList();
  }

  private void compute(
      Window window, Collection<Treatment> treatments, Consumer<ExampleRow> taken) {
    try (Logits full = throughTheFullCache(window)) {
      for (CompressionPoint point : CompressionPoint.values()) {
        List<Treatment> here =
            treatments.stream().filter(treatment -> treatment.point() == point).toList();
        if (!here.isEmpty()) {
          computeAt(window, point, here, full, taken);
        }
      }
    }
  }

  private Logits throughTheFullCache(Window window) {
    int room = window.continuation().length;
    try (Prefill prefill = model.prefill(List.of(window.context()), Set.of(), room)) {
      return model.forwardAll(prefill.cache(), List.of(window.continuation()));
    }
  }

  private void computeAt(
      Window window,
      CompressionPoint point,
      List<Treatment> treatments,
      Logits full,
      Consumer<ExampleRow> taken) {
    int compressible =
        point == CompressionPoint.LAST ? window.context().length - 1 : window.context().length;
    Compressor compressor = setup.compressor();
    Compressor.Cut cut =
        compressor.cut(window.id().id(), window.context(), window.lines(), compressible);
    long started = System.nanoTime();
    try (Prefill prefill = model.prefill(List.of(cut.read()), setup.evidence(), 0)) {
      double prefillSeconds = (System.nanoTime() - started) / 1e9;
      Map<Selection, List<Treatment>> branches = new LinkedHashMap<>();
      for (Treatment treatment : treatments) {
        Selection kept =
            compressor.keep(cut, setup.policy(treatment), treatment.budget(), prefill, 0);
        branches.computeIfAbsent(kept, s -> new ArrayList<>()).add(treatment);
      }
      for (Map.Entry<Selection, List<Treatment>> branch : branches.entrySet()) {
        setup.checkCancelled();
        branchRows(window, branch, prefill, cut, full, prefillSeconds).forEach(taken);
      }
    }
  }

  private List<ExampleRow> branchRows(
      Window window,
      Map.Entry<Selection, List<Treatment>> branch,
      Prefill prefill,
      Compressor.Cut cut,
      Logits full,
      double prefillSeconds) {
    long started = System.nanoTime();
    int[] rest = cut.tail();
    int[] fed = Arrays.copyOf(rest, rest.length + window.continuation().length);
    System.arraycopy(window.continuation(), 0, fed, rest.length, window.continuation().length);
    try (KvCache cache =
            model
                .caches()
                .gather(List.of(Source.of(prefill.cache(), 0, branch.getKey())), fed.length);
        Logits compressed = model.forwardAll(cache, List.of(fed))) {
      int positions = window.continuation().length - 1;
      Logits.Divergence divergence =
          compressed.divergence(
              0,
              rest.length,
              full,
              0,
              0,
              Arrays.copyOfRange(window.continuation(), 1, positions + 1));
      Timing timing = new Timing(prefillSeconds, (System.nanoTime() - started) / 1e9);
      return branch.getValue().stream()
          .map(t -> row(window, t, branch.getKey(), cut.length(), divergence, positions, timing))
          .toList();
    }
  }

  private ExampleRow row(
      Window window,
      Treatment treatment,
      Selection selection,
      int compressible,
      Logits.Divergence divergence,
      int positions,
      Timing timing) {
    long total = (long) compressible * selection.layers() * selection.kvHeads();
    boolean whole = selection.total() == total;
    CacheUse cache =
        new CacheUse(
            window.context().length,
            selection.total(),
            total,
            selection.total() * model.caches().geometry().entryBytes());
    Answer answer =
        new Answer(
            "",
            Optional.empty(),
            "",
            (double) divergence.agreeing() / positions,
            new Units(divergence.agreeing(), positions),
            Map.of(),
            new Tokens(positions + 1, positions, whole ? 0 : positions));
    return new ExampleRow(
        new CellKey(setup.sweep().workload(), treatment),
        window.id(),
        new Measured(
            cache,
            answer,
            timing,
            Optional.of(
                new ExampleRow.Fidelity(
                    divergence.nll(), divergence.kl(), divergence.agreeing(), positions))));
  }
}
