package io.kvlab.model.decode;

import io.kvlab.cache.KvCache;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.StepAttention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Greedy decoding of a batch that sequences enter and leave at any step. Every sequence starts from
 * a cache and its first generated token, and brings its own stop rule.
 *
 * @param <T> what the caller knows a sequence by
 */
public final class DecodeBatch<T> implements ContinuousBatch<T> {
  private static final int SPARE_TOKENS = 64;

  private final Model model;
  private final List<Slot<T>> entering = new ArrayList<>();
  private List<Slot<T>> slots = new ArrayList<>();
  private Optional<KvCache> cache = Optional.empty();

  private static final class Slot<T> {
    private final T tag;
    private final KvCache.Source source;
    private final GenerationState state;
    private final Optional<StepRule> rule;
    private boolean finished;

    Slot(T tag, KvCache.Source source, GenerationState state, Optional<StepRule> rule) {
      this.tag = tag;
      this.source = source;
      this.state = state;
      this.rule = rule;
    }
  }

  public DecodeBatch(Model model) {
    this.model = model;
  }

  /**
   * Lets a sequence enter at the next step. Its source is copied then and must stay open until.
   *
   * @param before the tokens in front of the first generated one (the last few are enough)
   * @param generated what has been generated already, at least one token; all but the last are in
   *     the cache
   * @param onToken called with every further token
   */
  public void add(
      T tag,
      KvCache.Source source,
      int[] before,
      int[] generated,
      StopRule stop,
      IntConsumer onToken) {
    add(tag, source, before, generated, stop, onToken, Optional.empty());
  }

  /**
   * As the other, for a sequence that is compressed while it is decoded.
   *
   * @param rule asked after every step what to evict
   */
  public void add(
      T tag,
      KvCache.Source source,
      int[] before,
      int[] generated,
      StopRule stop,
      IntConsumer onToken,
      Optional<StepRule> rule) {
    GenerationState state =
        new GenerationState(model.tokenizer(), before, generated, stop, onToken);
    entering.add(new Slot<>(tag, source, state, rule));
  }

  @Override
  public int size() {
    return entering.size() + (int) slots.stream().filter(slot -> !slot.finished).count();
  }

  @Override
  public List<Finished<T>> step() {
    List<Finished<T>> done = new ArrayList<>();
    for (Slot<T> slot : List.copyOf(entering)) {
      if (slot.source.cache().nextPosition(slot.source.sequence()) >= context()) {
        slot.state.finishIfGoing(Generation.End.CONTEXT);
      }
      if (slot.state.end().isPresent()) {
        done.add(new Finished<>(slot.tag, slot.state.generation()));
        entering.remove(slot);
      }
    }
    finishFullContexts(done);
    regroup();
    if (slots.isEmpty()) {
      return done;
    }
    KvCache now = cache.orElseThrow();
    rewindFinished(now);
    int[] tokens = slots.stream().mapToInt(slot -> slot.state.lastToken()).toArray();
    if (slots.stream().anyMatch(slot -> slot.rule.isPresent())) {
      try (StepAttention watched = model.watch(now, tokens)) {
        append(watched.logits(), done);
        evict(now, watched);
      }
    } else {
      try (Logits logits =
          model.forward(now, Arrays.stream(tokens).mapToObj(token -> new int[] {token}).toList())) {
        append(logits, done);
      }
    }
    return done;
  }

  private int context() {
    return model.config().contextLength();
  }

  private void append(Logits logits, List<Finished<T>> done) {
    Logits.Best next = logits.best();
    for (int i = 0; i < slots.size(); i++) {
      Slot<T> slot = slots.get(i);
      if (!slot.finished) {
        slot.state.append(next.tokens()[i][0], next.gaps()[i][0]);
        finishIfEnded(slot, done);
      }
    }
  }

  private void evict(KvCache now, StepAttention watched) {
    List<Optional<int[][][]>> evicted = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      Slot<T> slot = slots.get(i);
      if (slot.finished || slot.rule.isEmpty()) {
        evicted.add(Optional.empty());
        continue;
      }
      int[][][] gone = new int[model.config().layers()][][];
      for (int layer = 0; layer < gone.length; layer++) {
        int[][] positions = new int[model.config().kvHeads()][];
        for (int head = 0; head < positions.length; head++) {
          positions[head] = now.positions(layer, i, head);
        }
        gone[layer] = slot.rule.get().evict(layer, watched.weights()[i][layer], positions);
      }
      evicted.add(Optional.of(gone));
    }
    now.evict(evicted);
  }

  private void finishIfEnded(Slot<T> slot, List<Finished<T>> done) {
    if (slot.state.end().isPresent()) {
      slot.finished = true;
      done.add(new Finished<>(slot.tag, slot.state.generation()));
    }
  }

  private void finishFullContexts(List<Finished<T>> done) {
    for (int i = 0; i < slots.size(); i++) {
      Slot<T> slot = slots.get(i);
      if (!slot.finished && cache.orElseThrow().nextPosition(i) >= context()) {
        slot.state.finishIfGoing(Generation.End.CONTEXT);
        finishIfEnded(slot, done);
      }
    }
  }

  /** Finished sequences that still hold a place repeat their last token at its position. */
  private void rewindFinished(KvCache now) {
    if (slots.stream().noneMatch(slot -> slot.finished)) {
      return;
    }
    int[] back = nextPositions(now);
    for (int i = 0; i < back.length; i++) {
      if (slots.get(i).finished) {
        back[i]--;
      }
    }
    now.truncate(back);
  }

  private static int[] nextPositions(KvCache cache) {
    int[] next = new int[cache.batch()];
    Arrays.setAll(next, cache::nextPosition);
    return next;
  }

  /** Copies the live sequences together when some enter, or when a quarter has finished. */
  private void regroup() {
    List<Slot<T>> live = new ArrayList<>();
    List<KvCache.Source> sources = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      if (!slots.get(i).finished) {
        live.add(slots.get(i));
        sources.add(KvCache.Source.all(cache.orElseThrow(), i));
      }
    }
    int finished = slots.size() - live.size();
    boolean evicting = slots.stream().anyMatch(slot -> slot.rule.isPresent());
    boolean worthIt = finished > 0 && (evicting || 4 * finished >= slots.size());
    if (entering.isEmpty() && !worthIt) {
      return;
    }
    for (Slot<T> slot : entering) {
      live.add(slot);
      sources.add(slot.source);
    }
    entering.clear();
    Optional<KvCache> joined =
        live.isEmpty()
            ? Optional.empty()
            : Optional.of(model.caches().gather(sources, SPARE_TOKENS));
    cache.ifPresent(KvCache::close);
    cache = joined;
    slots = live;
  }

  /** Ends what is still decoding and returns it as far as it got. */
  public List<Finished<T>> cancel() {
    List<Finished<T>> done = new ArrayList<>();
    List<Slot<T>> all = new ArrayList<>(slots);
    all.addAll(entering);
    for (Slot<T> slot : all) {
      if (!slot.finished) {
        slot.state.finishIfGoing(Generation.End.CANCELLED);
        slot.finished = true;
        done.add(new Finished<>(slot.tag, slot.state.generation()));
      }
    }
    entering.clear();
    return done;
  }

  @Override
  public void close() {
    cache.ifPresent(KvCache::close);
    cache = Optional.empty();
  }
}
