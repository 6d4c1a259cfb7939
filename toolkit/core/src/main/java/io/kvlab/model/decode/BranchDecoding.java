package io.kvlab.model.decode;

import io.kvlab.model.BranchBatch;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.Tokenizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Greedy decoding of branches that share prefilled caches; branches enter and leave at any step.
 * The counterpart of {@link DecodeBatch} for {@link BranchBatch}.
 *
 * @param <T> what the caller knows a branch by
 */
public final class BranchDecoding<T> implements ContinuousBatch<T> {
  private final Optional<Tokenizer> tokenizer;
  private final List<Slot<T>> entering = new ArrayList<>();
  private final List<BranchBatch> parked = new ArrayList<>();
  private List<Slot<T>> slots = new ArrayList<>();
  private Optional<BranchBatch> batch = Optional.empty();

  private static final class Slot<T> {
    private final T tag;
    private final BranchBatch.Row from;
    private final GenerationState state;
    private boolean finished;

    Slot(T tag, BranchBatch.Row from, GenerationState state) {
      this.tag = tag;
      this.from = from;
      this.state = state;
    }
  }

  public BranchDecoding(Model model) {
    this.tokenizer = model.tokenizer();
  }

  /** Takes over a batch from which branches enter; it is closed when they have. */
  public void own(BranchBatch source) {
    parked.add(source);
  }

  /**
   * Lets a branch enter at the next step. Its batch must stay open until then.
   *
   * @param before the tokens in front of the first generated one (the last few are enough)
   * @param generated what has been generated already, at least one token; all but the last have
   *     been read
   */
  public void add(T tag, BranchBatch.Row from, int[] before, int[] generated, StopRule stop) {
    GenerationState state = new GenerationState(tokenizer, before, generated, stop, token -> {});
    entering.add(new Slot<>(tag, from, state));
  }

  @Override
  public int size() {
    return entering.size() + (int) slots.stream().filter(slot -> !slot.finished).count();
  }

  @Override
  public List<Finished<T>> step() {
    List<Finished<T>> done = new ArrayList<>();
    for (Slot<T> slot : List.copyOf(entering)) {
      if (slot.state.end().isPresent()) {
        done.add(new Finished<>(slot.tag, slot.state.generation()));
        entering.remove(slot);
      }
    }
    regroup();
    if (slots.isEmpty()) {
      return done;
    }
    BranchBatch now = batch.orElseThrow();
    List<int[]> tokens = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      if (slots.get(i).finished) {
        // holds its place until the next regrouping and reads its last token again
        now.truncate(i, now.length(i) - 1);
      }
      tokens.add(new int[] {slots.get(i).state.lastToken()});
    }
    Logits.Best next = now.append(tokens);
    for (int i = 0; i < slots.size(); i++) {
      Slot<T> slot = slots.get(i);
      if (!slot.finished) {
        slot.state.append(next.tokens()[i][0], next.gaps()[i][0]);
        if (slot.state.end().isPresent()) {
          slot.finished = true;
          done.add(new Finished<>(slot.tag, slot.state.generation()));
        }
      }
    }
    return done;
  }

  /** Brings the live branches together when some enter, or when a quarter has finished. */
  private void regroup() {
    int finished = (int) slots.stream().filter(slot -> slot.finished).count();
    if (entering.isEmpty() && 4 * finished < Math.max(1, slots.size())) {
      return;
    }
    record Live<T>(Slot<T> slot, BranchBatch.Row row) {}
    List<Live<T>> live = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      if (!slots.get(i).finished) {
        live.add(new Live<>(slots.get(i), new BranchBatch.Row(batch.orElseThrow(), i)));
      }
    }
    entering.forEach(slot -> live.add(new Live<>(slot, slot.from)));
    entering.clear();
    live.sort(Comparator.comparingInt(one -> one.row().sequence()));
    Optional<BranchBatch> joined =
        live.isEmpty()
            ? Optional.empty()
            : Optional.of(BranchBatch.join(live.stream().map(Live::row).toList(), 1));
    close();
    batch = joined;
    slots = new ArrayList<>(live.stream().map(Live::slot).toList());
  }

  @Override
  public void close() {
    batch.ifPresent(BranchBatch::close);
    batch = Optional.empty();
    parked.forEach(BranchBatch::close);
    parked.clear();
  }
}
