package io.kvlab.engine;

import io.kvlab.model.Model;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.evidence.EvidenceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How much is computed at once so that caches, evidence and activations fit a limit. */
final class Memory {
  /** Attention weights of branches are computed in blocks of so many bytes. */
  private static final long ANSWERING_BLOCK = 64L << 20;

  /** What the allocator may hold back of memory that has been freed. */
  private static final long UNRETURNED = 128L << 20;

  /** Tensors of that size that live at once: scores, their joined form, weights. */
  private static final int BLOCKS = 3;

  /** What the Java heap grows by during any run. */
  private static final long JAVA_BYTES = 96L << 20;

  private static final long LEAST = 256L << 20;

  /** Where nobody can tell what is free. */
  private static final long UNKNOWN = 1L << 30;

  private final ModelConfig config;
  private final long limit;
  private final int entryBytes;
  private final int longest;
  private final int mostAtOnce;
  private final int mostShared;
  private final DeviceLimits width;

  /**
   * @param limit bytes for everything but the weights
   * @param entryBytes memory of one cached entry of one layer and KV head
   * @param longest the most tokens of an answer
   * @param mostAtOnce the most sequences in a batch, whatever fits
   * @param width what more sequences gain nothing beyond
   */
  Memory(
      ModelConfig config,
      long limit,
      int entryBytes,
      int longest,
      int mostAtOnce,
      DeviceLimits width) {
    this.config = config;
    this.limit = limit;
    this.entryBytes = entryBytes;
    this.longest = longest;
    this.mostAtOnce = Math.min(width.prompts(), mostAtOnce);
    this.mostShared = Math.min(width.branches(), mostAtOnce);
    this.width = width;
  }

  /** Half of the memory that the model's device has left, in bytes. */
  static long halfOfFree(Model model) {
    return Math.max(LEAST, model.freeBytes().orElse(2 * UNKNOWN) / 2);
  }

  /**
   * Whether so many branches are worth checking a draft over, see {@link DeviceLimits#verified}.
   */
  boolean verifies(int branches) {
    return branches <= width.verified();
  }

  /**
   * How many prompts are read together.
   *
   * @param length tokens of the longest
   * @param evidence what is gathered
   * @param branches ways on from each
   */
  int promptsAtOnce(int length, Set<EvidenceKind> evidence, int branches) {
    int fit = 1;
    while (fit < mostAtOnce && peak(fit + 1, length, evidence, branches) <= limit) {
      fit++;
    }
    return fit;
  }

  /**
   * Peak bytes of reading prompts and answering their branches, beside the weights and what the
   * process takes without work: reading and answering follow each other, and the cache, what was
   * seen (in the Java heap) and what is kept stay throughout.
   */
  long peak(int prompts, int length, Set<EvidenceKind> evidence, int branches) {
    long perHead = (long) Float.BYTES * config.layers() * length * prompts;
    long seen = 0;
    for (EvidenceKind kind : evidence) {
      seen += perHead * kind.width() * kind.scope().rows(config.heads(), config.kvHeads());
    }
    long reading =
        seen
            + activationBytes((long) prompts * length)
            + BLOCKS * Math.min(width.block(), weights(prompts, length) * length);
    long all = (long) branches * prompts;
    int rows = (int) Math.min(all, sharedAtOnce(length, longest));
    long masks = (long) rows * config.layers() * config.kvHeads() * length;
    long logits = Math.min(ANSWERING_BLOCK, logitBytes(rows * SharedReading.SLICE));
    // Of branches that fit one pass half, say, leave their draft; where more wait, a pass of them
    // comes on top of the quarter still decoded. Regrouping holds old and new caches at once.
    long decoded = all > rows ? rows + rows / 4 : Math.max(1, all / 2);
    long answering =
        masks
            + 2 * decoded * cacheBytes(longest)
            + activationBytes((long) rows * SharedReading.SLICE)
            + BLOCKS * Math.min(ANSWERING_BLOCK, weights(rows, length) * SharedReading.SLICE)
            + logits
            + Math.min(reading, UNRETURNED);
    long kept = Integer.BYTES * all * config.layers() * config.kvHeads() * length / 2;
    return prompts * cacheBytes(length)
        + 2 * (seen + kept)
        + Math.max(reading, answering)
        + JAVA_BYTES;
  }

  /** Attention weights of one layer, for one query of each row. */
  private long weights(int rows, int length) {
    return (long) Float.BYTES * rows * config.heads() * length;
  }

  /** The branches in parts that fit, in order. */
  List<List<Branch>> chunks(List<Branch> branches) {
    List<List<Branch>> chunks = new ArrayList<>();
    int from = 0;
    while (from < branches.size()) {
      int to = from + 1;
      while (to < branches.size() && to - from < branchesAtOnce(branches.subList(from, to + 1))) {
        to++;
      }
      chunks.add(branches.subList(from, to));
      from = to;
    }
    return chunks;
  }

  /** How many branches as large as the largest of {@code chunk} are answered together. */
  int branchesAtOnce(List<Branch> chunk) {
    long largest =
        chunk.stream()
            .mapToLong(
                branch ->
                    branch.selection().total() * entryBytes
                        + cacheBytes(branch.tail().length + longest)
                        + activationBytes(branch.tail().length + longest)
                        + logitBytes(branch.tail().length + longest))
            .max()
            .orElse(1);
    return atOnce(2 * largest);
  }

  /** How many prompts with whole caches of their own are answered together. */
  int ownAtOnce(List<PreparedPrompt> prompts) {
    int length = prompts.stream().mapToInt(PreparedPrompt::length).max().orElse(1);
    return atOnce(2 * (cacheBytes(length + longest) + activationBytes(1 + longest)));
  }

  /**
   * How many branches look at shared caches together.
   *
   * @param length positions of the longest prompt
   * @param own tokens that a branch may read after it
   */
  int sharedAtOnce(int length, int own) {
    long masks = (long) config.layers() * config.kvHeads() * length;
    long each = masks + 2 * cacheBytes(own) + activationBytes(SharedReading.SLICE);
    long fit = limit / Math.max(1, 2 * each);
    return (int) Math.max(1, Math.min(mostShared, fit));
  }

  private long logitBytes(int tokens) {
    return (long) Float.BYTES * config.vocabulary() * tokens;
  }

  private int atOnce(long bytesEach) {
    return (int) Math.max(1, Math.min(mostAtOnce, limit / Math.max(1, bytesEach)));
  }

  private long cacheBytes(int positions) {
    return (long) positions * config.layers() * config.kvHeads() * entryBytes;
  }

  /** Hidden states, attention and feed-forward of one layer, as many as live at once. */
  private long activationBytes(long tokens) {
    long heads = config.heads() + 2L * config.kvHeads();
    long perToken =
        2L * config.hiddenSize() + 2L * heads * config.headDim() + 2L * config.feedForwardSize();
    return Float.BYTES * perToken * tokens;
  }
}
