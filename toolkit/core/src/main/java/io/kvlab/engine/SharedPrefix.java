package io.kvlab.engine;

import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.evidence.EvidenceKind;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all prompts of a sweep begin with, read once; and the way from there to whole prompts. */
final class SharedPrefix implements AutoCloseable {
  /** A beginning shorter than this is not worth a cache of its own. */
  private static final int SHORTEST = 16;

  private final Model model;
  private final int[] common;
  private @Nullable Prefill read;
  private Set<EvidenceKind> readFor = Set.of();

  private SharedPrefix(Model model, int[] common) {
    this.model = model;
    this.common = common;
  }

  /**
   * The longest common beginning of all prompts that leaves each of them a rest of its own.
   *
   * @param rest tokens that no prompt shares, so that evidence over a window of as many queries can
   *     be gathered from each prompt alone
   */
  static SharedPrefix of(Model model, List<int[]> prompts, int rest) {
    int[] first = prompts.get(0);
    int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElse(0);
    if (!model.sharesPrefixes(longest)) {
      return none(model);
    }
    int length = first.length;
    for (int[] prompt : prompts) {
      int differs = Arrays.mismatch(first, prompt);
      length = Math.min(length, differs < 0 ? length : differs);
      length = Math.min(length, prompt.length - Math.max(1, rest));
    }
    return new SharedPrefix(model, Arrays.copyOf(first, Math.max(0, length)));
  }

  /** Nothing is shared. */
  static SharedPrefix none(Model model) {
    return new SharedPrefix(model, new int[0]);
  }

  int length() {
    return common.length;
  }

  /** Reads prompts, from the shared beginning on where they have it. */
  Prefill prefill(List<int[]> prompts, Set<EvidenceKind> evidence) {
    if (common.length < SHORTEST) {
      return model.prefill(prompts, evidence, 0);
    }
    Prefill beginning = beginning(evidence);
    List<int[]> continuations =
        prompts.stream().map(p -> Arrays.copyOfRange(p, common.length, p.length)).toList();
    return model.prefillAfter(beginning, continuations, evidence, 0);
  }

  private Prefill beginning(Set<EvidenceKind> evidence) {
    Prefill known = read;
    if (known != null && readFor.equals(evidence)) {
      return known;
    }
    close();
    Prefill fresh = model.prefix(common, evidence);
    read = fresh;
    readFor = Set.copyOf(evidence);
    return fresh;
  }

  @Override
  public void close() {
    Prefill known = read;
    if (known != null) {
      known.close();
      read = null;
    }
  }
}
