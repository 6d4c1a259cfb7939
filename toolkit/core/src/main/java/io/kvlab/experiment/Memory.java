package io.kvlab.experiment;

import io.kvlab.model.ModelConfig;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** How much is computed at once so that caches, evidence and activations fit a limit. */
final class Memory {
  /** More sequences than this in one batch gain nothing. */
  private static final int MOST = 128;

  private final ModelConfig config;
  private final long limit;
  private final int entryBytes;
  private final int longest;
  private final int mostAtOnce;
  private final int mostShared;

  /**
   * @param limit bytes for everything but the weights
   * @param entryBytes memory of one cached entry of one layer and KV head
   * @param longest the most tokens of an answer
   * @param mostAtOnce the most sequences in a batch, whatever fits
   */
  Memory(ModelConfig config, long limit, int entryBytes, int longest, int mostAtOnce) {
    this.config = config;
    this.limit = limit;
    this.entryBytes = entryBytes;
    this.longest = longest;
    this.mostAtOnce = Math.min(MOST, mostAtOnce);
    this.mostShared = mostAtOnce;
  }

  /** Half of the memory that this machine has left outside the Java heap, in bytes. */
  static long halfOfFree() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? Math.max(256L << 20, os.getFreeMemorySize() / 2)
        : 1L << 30;
  }

  /** How many prompts of {@code length} tokens are read together. */
  int promptsAtOnce(int length, int evidenceKinds) {
    return atOnce(promptBytes(length, evidenceKinds));
  }

  /** Bytes that reading one prompt takes: its cache twice (draft), evidence, activations. */
  long promptBytes(int length, int evidenceKinds) {
    long cache = 2L * cacheBytes(length + longest);
    long evidence = 2L * Float.BYTES * config.layers() * config.heads() * length * evidenceKinds;
    return cache + evidence + activationBytes(length);
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
                        + activationBytes(branch.tail().length + longest))
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
    return (int) Math.max(1, Math.min(Math.min(mostShared, SharedReading.MOST), fit));
  }

  private int atOnce(long bytesEach) {
    return (int) Math.max(1, Math.min(mostAtOnce, limit / Math.max(1, bytesEach)));
  }

  private long cacheBytes(int positions) {
    return (long) positions * config.layers() * config.kvHeads() * entryBytes;
  }

  /** Hidden states, attention and feed-forward of one layer, and the logits, per token. */
  private long activationBytes(int tokens) {
    long perToken = 6L * config.hiddenSize() + 3L * config.feedForwardSize() + config.vocabulary();
    return Float.BYTES * perToken * tokens;
  }
}
