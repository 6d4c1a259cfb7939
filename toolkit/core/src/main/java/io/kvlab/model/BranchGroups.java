package io.kvlab.model;

import io.kvlab.cache.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How branches stand in groups for the attention to their prompts' shared caches; see {@code
 * branches.py}. Neighbouring prompts with about as many branches each share a group.
 */
final class BranchGroups {
  /** Attention weights that are in memory at once, as float32 values: 64 MB. */
  private static final long MOST_WEIGHTS = 1L << 24;

  /** A group may be this much larger than what it holds. */
  private static final double PADDING = 1.5;

  /**
   * Neighbouring prompts and their branches.
   *
   * @param prompt the first of them
   * @param prompts how many
   * @param branches places for branches of each
   * @param seen shared entries that are looked at
   * @param row its first row
   * @param rows how many rows it holds
   */
  record Group(int prompt, int prompts, int branches, int seen, int row, int rows) {
    boolean full() {
      return prompts * branches == rows;
    }
  }

  private final List<BranchBatch.Branch> branches;
  private final List<Group> groups = new ArrayList<>();

  /**
   * @param branches sorted by prompt
   * @param lengths shared entries of each prompt
   * @param weightsPerEntry attention weights of one branch on one entry, over a layer
   */
  BranchGroups(List<BranchBatch.Branch> branches, int[] lengths, long weightsPerEntry) {
    this.branches = branches;
    int row = 0;
    while (row < branches.size()) {
      Group group = null;
      int end = row;
      while (end < branches.size()) {
        int prompt = branches.get(end).sequence();
        int next = end;
        while (next < branches.size() && branches.get(next).sequence() == prompt) {
          next++;
        }
        Group larger = group == null ? null : extended(group, prompt, next, lengths[prompt]);
        if (group != null && (larger == null || weights(larger, weightsPerEntry) > MOST_WEIGHTS)) {
          break;
        }
        if (group == null) {
          long fit = Math.max(1, MOST_WEIGHTS / Math.max(1, lengths[prompt] * weightsPerEntry));
          int most = (int) Math.min(next - row, fit);
          group = new Group(prompt, 1, most, lengths[prompt], row, most);
          end = row + most;
          if (end < next) {
            break;
          }
        } else {
          group = larger;
          end = next;
        }
      }
      groups.add(java.util.Objects.requireNonNull(group));
      row = end;
    }
  }

  /** A group with one more prompt, or null where that would waste too much. */
  private static @org.jspecify.annotations.Nullable Group extended(
      Group group, int prompt, int end, int length) {
    int last = group.prompt() + group.prompts() - 1;
    if (prompt != last + 1) {
      return null;
    }
    int count = end - group.row() - group.rows();
    Group larger =
        new Group(
            group.prompt(),
            group.prompts() + 1,
            Math.max(group.branches(), count),
            Math.max(group.seen(), length),
            group.row(),
            group.rows() + count);
    boolean tight = larger.prompts() * larger.branches() <= PADDING * larger.rows();
    return tight && larger.seen() <= PADDING * Math.min(group.seen(), length) ? larger : null;
  }

  private static long weights(Group group, long perEntry) {
    return (long) group.prompts() * group.branches() * group.seen() * perEntry;
  }

  List<Group> groups() {
    return groups;
  }

  /** As {@code branches.py} takes them. */
  long[] numbers() {
    return groups.stream()
        .flatMapToLong(
            g ->
                Arrays.stream(
                    new long[] {
                      g.prompt(), g.prompts(), g.branches(), g.seen(), g.row(), g.rows()
                    }))
        .toArray();
  }

  /** Per place of a group its row, counted from the group's first; empty places repeat row 0. */
  int[] places(Group group) {
    if (group.full()) {
      return new int[0];
    }
    int[] places = new int[group.prompts() * group.branches()];
    for (int row = 0; row < group.rows(); row++) {
      places[place(group, row)] = row;
    }
    return places;
  }

  /** Every row's place over all groups; empty for the identity. */
  int[] back() {
    if (groups.stream().allMatch(Group::full)) {
      return new int[0];
    }
    int[] back = new int[branches.size()];
    int before = 0;
    for (Group group : groups) {
      for (int row = 0; row < group.rows(); row++) {
        back[group.row() + row] = before + place(group, row);
      }
      before += group.prompts() * group.branches();
    }
    return back;
  }

  private int place(Group group, int row) {
    int sequence = branches.get(group.row() + row).sequence();
    int first = row;
    while (first > 0 && branches.get(group.row() + first - 1).sequence() == sequence) {
      first--;
    }
    return (sequence - group.prompt()) * group.branches() + row - first;
  }

  /** What a group may look at in a layer, {@code [X, G, R, S]}: 1 for what a branch keeps. */
  byte[] seen(Group group, int layer, int kvHeads) {
    int stride = group.branches() * group.seen();
    byte[] seen = new byte[group.prompts() * kvHeads * stride];
    for (int row = 0; row < group.rows(); row++) {
      Selection kept = branches.get(group.row() + row).kept();
      int place = place(group, row);
      int prompt = place / group.branches();
      for (int head = 0; head < kvHeads; head++) {
        int base = (prompt * kvHeads + head) * stride + place % group.branches() * group.seen();
        kept.forEach(layer, head, position -> seen[base + position] = 1);
      }
    }
    return seen;
  }
}
