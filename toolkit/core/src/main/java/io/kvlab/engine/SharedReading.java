package io.kvlab.engine;

import io.kvlab.cache.KvCache;
import io.kvlab.engine.Decoding.Answered;
import io.kvlab.model.BranchBatch;
import io.kvlab.model.Logits;
import io.kvlab.model.decode.BranchDecoding;
import io.kvlab.model.decode.Generation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

  /**
   * What of a branch's work is done when it has read its draft; it may be all, or next to nothing.
   */
  private static final double READ = 0.5;

  private final SweepContext sweep;
  private final KvCache shared;
  private final BranchDecoding<T> batch;
  private final Decoding<T> decoding;
  private final Answered<T> heard;
  private final List<Reader<T>> readers = new ArrayList<>();

  /** A branch that reads the rest of its prompt, then its draft as long as it agrees. */
  static final class Reader<T> {
    private final T owner;
    private final PreparedPrompt prompt;
    private final BranchBatch.Branch branch;
    private final int tail;
    private final int[] draft;
    private final Optional<Generation> whole;
    private final int[] input;
    private int read;
    private float gap;
    private int @Nullable [] own;

    /**
     * @param tail what of the prompt is read after the shared cache
     * @param draft the answer to hold the own one against; at prompt its first token is given
     * @param whole the answer that the draft is, where it is a whole one
     * @param gap by how much the given token was chosen
     */
    Reader(
        T owner,
        PreparedPrompt prompt,
        BranchBatch.Branch branch,
        int[] tail,
        int[] draft,
        Optional<Generation> whole,
        float gap) {
      this.owner = owner;
      this.prompt = prompt;
      this.branch = branch;
      this.tail = tail.length;
      this.draft = draft;
      this.whole = whole;
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

    /** The answer, where it is its draft. */
    Optional<Generation> agreed() {
      return own == null ? whole : Optional.empty();
    }

    int[] begun() {
      return own == null ? draft : own;
    }
  }

  /**
   * @param heard takes every answer as it is finished
   */
  SharedReading(SweepContext sweep, KvCache shared, Answered<T> heard) {
    this.sweep = sweep;
    this.shared = shared;
    this.batch = new BranchDecoding<>(sweep.model());
    this.heard = heard;
    this.decoding = new Decoding<>(sweep, batch, heard);
  }

  void add(Reader<T> reader) {
    readers.add(reader);
  }

  /** Answers everything. */
  void run() {
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
    decoding.finish();
  }

  private void read(List<Reader<T>> chunk) {
    List<Reader<T>> reading = chunk;
    Shares shares = new Shares();
    BranchBatch now =
        sweep.model().branch(shared, chunk.stream().map(r -> r.branch).toList(), SLICE);
    try {
      while (!reading.isEmpty()) {
        sweep.checkCancelled();
        if (reading.stream().noneMatch(Reader::done)) {
          step(now, reading);
          sweep.pace().under(decoding.under() + amountRead(reading));
        }
        shares.passed(reading.size());
        List<Reader<T>> left = release(now, reading, shares.clock());
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
  private List<Reader<T>> release(BranchBatch now, List<Reader<T>> reading, double seconds) {
    List<BranchBatch.Row> rows = new ArrayList<>();
    List<Reader<T>> decoded = new ArrayList<>();
    List<Reader<T>> left = new ArrayList<>();
    for (int i = 0; i < reading.size(); i++) {
      Reader<T> reader = reading.get(i);
      if (!reader.done()) {
        left.add(reader);
      } else if (reader.agreed().isPresent()) {
        sweep.counted(reader.gap);
        heard.answered(reader.owner, reader.agreed().get(), seconds);
        sweep.pace().finished(1);
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
        decoding.entered(reader.owner, reader.gap, seconds);
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

  /** What branches that read amount to; about half of an answer is read, half is decoded. */
  private double amountRead(List<Reader<T>> reading) {
    return reading.stream()
        .mapToDouble(reader -> READ * reader.read / Math.max(1, reader.input.length))
        .sum();
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
