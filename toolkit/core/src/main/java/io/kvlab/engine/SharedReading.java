package io.kvlab.engine;

import io.kvlab.cache.KvCache;
import io.kvlab.model.BranchBatch;
import io.kvlab.model.Logits;
import io.kvlab.model.decode.BranchDecoding;
import io.kvlab.model.decode.Generation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers branches that look at one prefilled cache through masks. What a branch has to read, the
 * rest of its prompt and the draft of its answer, is read in slices by all branches together; a
 * branch that leaves its draft reads no further and goes on to be decoded, again together with all
 * others.
 *
 * @param <T> what an answer belongs to
 */
final class SharedReading<T> implements AutoCloseable {
  /** Tokens of every branch that are read in one pass. */
  static final int SLICE = 8;

  private final SweepContext sweep;
  private final KvCache shared;
  private final BranchDecoding<T> batch;
  private final Decoding<T> decoding;
  private final List<Reader<T>> readers = new ArrayList<>();

  /** A branch that reads the rest of its prompt, then its draft as long as it agrees. */
  static final class Reader<T> {
    private final T owner;
    private final PreparedPrompt prompt;
    private final BranchBatch.Branch branch;
    private final int tail;
    private final int[] draft;
    private final boolean complete;
    private final int[] input;
    private int read;
    private float gap;
    private int @Nullable [] own;

    /**
     * @param tail what of the prompt is read after the shared cache
     * @param draft the answer to hold the own one against; at prompt its first token is given
     * @param complete whether the draft is a whole answer
     * @param gap by how much the given token was chosen
     */
    Reader(
        T owner,
        PreparedPrompt prompt,
        BranchBatch.Branch branch,
        int[] tail,
        int[] draft,
        boolean complete,
        float gap) {
      this.owner = owner;
      this.prompt = prompt;
      this.branch = branch;
      this.tail = tail.length;
      this.draft = draft;
      this.complete = complete;
      this.gap = gap;
      int checked = Math.max(0, draft.length - 1);
      this.input = Arrays.copyOf(tail, tail.length + checked);
      System.arraycopy(draft, 0, input, tail.length, checked);
    }

    int[] next() {
      return Arrays.copyOfRange(input, read, Math.min(input.length, read + SLICE));
    }

    /** Takes note of what follows the tokens just read; how many of them stay read. */
    int saw(int count, int[] chosen, float[] gaps) {
      for (int i = 0; i < count; i++) {
        int at = read + i - tail + 1;
        if (at >= 0) {
          gap = Math.min(gap, gaps[i]);
          if (at >= draft.length || chosen[i] != draft[at]) {
            own = Arrays.copyOf(draft, at + 1);
            own[at] = chosen[i];
            read += i + 1;
            return i + 1;
          }
        }
      }
      read += count;
      return count;
    }

    /** Whether it has nothing more to read. */
    boolean done() {
      return own != null || read == input.length;
    }

    boolean agreed() {
      return own == null && complete;
    }

    int[] begun() {
      return own == null ? draft : own;
    }
  }

  SharedReading(SweepContext sweep, KvCache shared) {
    this.sweep = sweep;
    this.shared = shared;
    this.batch = new BranchDecoding<>(sweep.model());
    this.decoding = new Decoding<>(sweep, batch);
  }

  void add(Reader<T> reader) {
    readers.add(reader);
  }

  /** Everything's answers, but for those that are their draft. */
  Map<T, Generation> run() {
    readers.sort(Comparator.comparingInt(reader -> reader.branch.sequence()));
    int length = 0;
    int own = 0;
    for (Reader<T> reader : readers) {
      length = Math.max(length, shared.nextPosition(reader.branch.sequence()));
      own = Math.max(own, reader.tail);
    }
    int most = sweep.memory().sharedAtOnce(length, own + sweep.stop().maxTokens());
    for (int from = 0; from < readers.size(); from += most) {
      read(readers.subList(from, Math.min(readers.size(), from + most)));
      if (decoding.size() > most / 2) {
        decoding.decode(most / 4);
      }
    }
    return decoding.finish();
  }

  private void read(List<Reader<T>> chunk) {
    List<Reader<T>> reading = chunk;
    BranchBatch now =
        sweep.model().branch(shared, chunk.stream().map(r -> r.branch).toList(), SLICE);
    try {
      while (!reading.isEmpty()) {
        sweep.checkCancelled();
        if (reading.stream().noneMatch(Reader::done)) {
          step(now, reading);
        }
        List<Reader<T>> left = release(now, reading);
        if (left.size() < reading.size() && !left.isEmpty()) {
          List<BranchBatch.Row> rows = new ArrayList<>();
          for (int i = 0; i < reading.size(); i++) {
            if (!reading.get(i).done()) {
              rows.add(new BranchBatch.Row(now, i));
            }
          }
          BranchBatch fewer = BranchBatch.join(rows, SLICE);
          now.close();
          now = fewer;
        }
        reading = left;
      }
    } finally {
      now.close();
    }
  }

  /** Hands what has nothing more to read to the decoding batch; what still reads is left. */
  private List<Reader<T>> release(BranchBatch now, List<Reader<T>> reading) {
    List<BranchBatch.Row> rows = new ArrayList<>();
    List<Reader<T>> decoded = new ArrayList<>();
    List<Reader<T>> left = new ArrayList<>();
    for (int i = 0; i < reading.size(); i++) {
      Reader<T> reader = reading.get(i);
      if (!reader.done()) {
        left.add(reader);
      } else if (reader.agreed()) {
        sweep.counted(reader.gap);
      } else {
        rows.add(new BranchBatch.Row(now, i));
        decoded.add(reader);
      }
    }
    if (!decoded.isEmpty()) {
      BranchBatch parked = BranchBatch.join(rows, 1);
      batch.own(parked);
      for (int i = 0; i < decoded.size(); i++) {
        Reader<T> reader = decoded.get(i);
        decoding.entered(reader.owner, reader.gap);
        batch.add(
            reader.owner,
            new BranchBatch.Row(parked, i),
            reader.prompt.ids(),
            reader.begun(),
            sweep.stop(reader.prompt));
      }
    }
    return left;
  }

  private void step(BranchBatch now, List<Reader<T>> reading) {
    List<int[]> tokens = reading.stream().map(Reader::next).toList();
    Logits.Best best = now.append(tokens);
    for (int i = 0; i < reading.size(); i++) {
      int count = tokens.get(i).length;
      int stay = reading.get(i).saw(count, best.tokens()[i], best.gaps()[i]);
      now.truncate(i, now.length(i) - count + stay);
    }
  }

  @Override
  public void close() {
    decoding.close();
  }
}
