package io.kvlab.dsl;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Suggestions {
  private static final int LONGEST = 64;

  private Suggestions() {}

  /**
   * The candidate nearest to {@code word}, if it is near enough: at most one change in three
   * letters, or the word is the beginning of exactly one candidate (from three letters on). Case
   * does not count.
   */
  public static Optional<String> closest(String word, Collection<String> candidates) {
    if (word.length() > LONGEST) {
      return Optional.empty();
    }
    String wanted = word.toLowerCase(Locale.ROOT);
    int most = Math.max(1, wanted.length() / 3);
    Optional<String> near =
        candidates.stream()
            .filter(c -> !c.equals(word) && c.length() <= LONGEST && wanted.length() > 1)
            .filter(c -> distance(wanted, c.toLowerCase(Locale.ROOT)) <= most)
            .min(
                Comparator.<String>comparingInt(c -> distance(wanted, c.toLowerCase(Locale.ROOT)))
                    .thenComparingInt(c -> Math.abs(c.length() - word.length()))
                    .thenComparing(Comparator.naturalOrder()));
    if (near.isPresent() || wanted.length() < 3) {
      return near;
    }
    var longer =
        candidates.stream().filter(c -> c.toLowerCase(Locale.ROOT).startsWith(wanted)).toList();
    return longer.size() == 1 ? Optional.of(longer.get(0)) : Optional.empty();
  }

  /**
   * The fewest insertions, deletions, substitutions and transpositions of neighbours (each letter
   * edited once) that turn one word into the other.
   */
  public static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(last[j - 1] + change, 1 + Math.min(last[j], current[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, beforeLast[j - 2] + 1);
        }
        current[j] = best;
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = current;
      current = free;
    }
    return last[b.length()];
  }
}
