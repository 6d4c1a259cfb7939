package io.kvlab.engine;

import io.kvlab.cache.KvCache;
import io.kvlab.cache.KvCache.Source;
import io.kvlab.engine.Decoding.Answered;
import io.kvlab.model.BranchBatch;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.decode.DecodeBatch;
import io.kvlab.model.decode.Generation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers the branches of a batch. The full-cache answer is the draft of every branch: one pass
 * over the draft tells how many tokens the branch would have generated identically, and only from
 * the first difference on it is decoded, together with all others.
 */
final class BranchRunner {
  private final SweepContext sweep;
  private final Model model;
  private final Prefill prefill;
  private final Map<PreparedPrompt, Generation> drafts;

  BranchRunner(SweepContext sweep, Prefill prefill, Map<PreparedPrompt, Generation> drafts) {
    this.sweep = sweep;
    this.model = sweep.model();
    this.prefill = prefill;
    this.drafts = drafts;
  }

  /** Answers all branches; each is handed over as it is finished. */
  void run(List<Branch> branches, Answered<Branch> heard) {
    List<Branch> open = new ArrayList<>();
    for (Branch branch : branches) {
      if (branch.whole() && sweep.uses(Mechanism.MERGING)) {
        // Nothing was evicted: this is the full cache, whose answer is known.
        heard.answered(branch, draft(branch), 0);
        sweep.pace().finished(1);
      } else {
        open.add(branch);
      }
    }
    if (sweep.uses(Mechanism.SHARED_CACHE) && model.canBranch(prefill.cache())) {
      overSharedCache(open, heard);
    } else {
      overOwnCaches(open, heard);
    }
  }

  private Generation draft(Branch branch) {
    Generation draft = drafts.get(branch.prompt());
    if (draft == null) {
      throw new IllegalStateException("a branch without a full-cache answer");
    }
    return draft;
  }

  /** Branches are masks over the prefilled cache. */
  private void overSharedCache(List<Branch> open, Answered<Branch> heard) {
    boolean verified = sweep.uses(Mechanism.VERIFY) && sweep.memory().verifies(open.size());
    try (SharedReading<Branch> reading = new SharedReading<>(sweep, prefill.cache(), heard)) {
      for (Branch branch : open) {
        int[] draft = draft(branch).ids();
        int[] looked = verified ? draft : Arrays.copyOf(draft, 1);
        reading.add(
            new SharedReading.Reader<>(
                branch,
                branch.prompt(),
                new BranchBatch.Branch(branch.sequence(), branch.selection()),
                branch.tail(),
                looked,
                looked.length == draft.length ? Optional.of(draft(branch)) : Optional.empty(),
                Float.MAX_VALUE));
      }
      reading.run();
    }
  }

  /** Each branch gets a cache of its own, holding what it keeps. */
  private void overOwnCaches(List<Branch> open, Answered<Branch> heard) {
    // Neighbours in size share a batch, so that little of it is padding.
    open.sort(Comparator.comparingLong(branch -> branch.selection().total()));
    DecodeBatch<Branch> batch = new DecodeBatch<>(model);
    try (Decoding<Branch> decoding = new Decoding<>(sweep, batch, heard)) {
      for (List<Branch> chunk : sweep.memory().chunks(open)) {
        sweep.checkCancelled();
        check(chunk, heard, batch, decoding);
      }
      decoding.finish();
    }
  }

  /** Reads the tails and the drafts of a chunk through its compressed caches, in one pass. */
  private void check(
      List<Branch> chunk,
      Answered<Branch> heard,
      DecodeBatch<Branch> batch,
      Decoding<Branch> decoding) {
    long started = System.nanoTime();
    List<Source> sources = new ArrayList<>();
    List<int[]> inputs = new ArrayList<>();
    int most = 0;
    for (Branch branch : chunk) {
      sources.add(Source.of(prefill.cache(), branch.sequence(), branch.selection()));
      int[] input = input(branch);
      inputs.add(input);
      most = Math.max(most, input.length);
    }
    try (KvCache cache = model.caches().gather(sources, Math.max(1, most))) {
      List<Accepted> accepted = most == 0 ? firstTokens(chunk) : verify(chunk, cache, inputs);
      int[] read = new int[chunk.size()];
      for (int i = 0; i < chunk.size(); i++) {
        // All but the newest token of the answer have been read.
        read[i] = chunk.get(i).prompt().length() + accepted.get(i).tokens().length - 1;
      }
      cache.truncate(read);
      double seconds = (System.nanoTime() - started) / 1e9 / chunk.size();
      int entering = 0;
      for (int i = 0; i < chunk.size(); i++) {
        Branch branch = chunk.get(i);
        if (accepted.get(i).whole()) {
          sweep.counted(accepted.get(i).gap());
          heard.answered(branch, draft(branch), seconds);
          sweep.pace().finished(1);
        } else {
          decoding.entered(branch, accepted.get(i).gap(), seconds);
          batch.add(
              branch,
              Source.all(cache, i),
              branch.prompt().ids(),
              accepted.get(i).tokens(),
              sweep.stop(branch.prompt()),
              token -> {});
          entering++;
        }
      }
      if (entering > 0) {
        decoding.decode(sweep.memory().branchesAtOnce(chunk) / 2);
      }
    }
  }

  /**
   * What a branch's answer is known to begin with.
   *
   * @param whole whether that is the whole draft
   * @param gap by how much the closest choice was made
   */
  private record Accepted(int[] tokens, boolean whole, float gap) {}

  private List<Accepted> verify(List<Branch> chunk, KvCache cache, List<int[]> inputs) {
    // A pass wants a token of every sequence; one that a branch does not need is cut off again.
    List<int[]> padded =
        inputs.stream().map(input -> input.length == 0 ? new int[1] : input).toList();
    try (Logits logits = model.forwardAll(cache, padded)) {
      Logits.Best best = logits.best();
      List<Accepted> accepted = new ArrayList<>();
      for (int i = 0; i < chunk.size(); i++) {
        accepted.add(accept(chunk.get(i), best.tokens()[i], best.gaps()[i]));
      }
      return accepted;
    }
  }

  /** At prompt, the first token comes from the prefill itself, compressed or not. */
  private List<Accepted> firstTokens(List<Branch> chunk) {
    return chunk.stream()
        .map(
            branch -> {
              int[] draft = draft(branch).ids();
              return new Accepted(Arrays.copyOf(draft, 1), draft.length == 1, Float.MAX_VALUE);
            })
        .toList();
  }

  /** The tail of the prompt, then the draft without its last token. */
  private int[] input(Branch branch) {
    int[] tail = branch.tail();
    int checked = checked(branch) - 1;
    int[] input = Arrays.copyOf(tail, tail.length + checked);
    System.arraycopy(draft(branch).ids(), 0, input, tail.length, checked);
    return input;
  }

  /** How many tokens of the draft are looked at: all, or the first alone. */
  private int checked(Branch branch) {
    return sweep.uses(Mechanism.VERIFY) ? draft(branch).ids().length : 1;
  }

  /**
   * The draft up to the first token that this branch would have chosen otherwise, and that token.
   */
  private Accepted accept(Branch branch, int[] chosen, float[] gaps) {
    int[] draft = draft(branch).ids();
    int tail = branch.tail().length;
    int[] tokens = Arrays.copyOf(draft, checked(branch));
    float closest = Float.MAX_VALUE;
    for (int j = tail == 0 ? 1 : 0; j < tokens.length; j++) {
      int at = tail - 1 + j;
      closest = Math.min(closest, gaps[at]);
      if (chosen[at] != draft[j]) {
        int[] own = Arrays.copyOf(tokens, j + 1);
        own[j] = chosen[at];
        return new Accepted(own, false, closest);
      }
    }
    return new Accepted(tokens, tokens.length == draft.length, closest);
  }
}
