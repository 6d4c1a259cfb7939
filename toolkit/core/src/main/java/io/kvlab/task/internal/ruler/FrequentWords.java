package io.kvlab.task.internal.ruler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Coded words of six letters whose frequencies fall with the square of their rank; the first rank
 * is dots, the next are asked for.
 *
 * @param asked how many words are asked for
 */
record FrequentWords(int asked) implements RulerKind {
  /** The sum of 1 / k^2 over all k. */
  private static final double ZETA_2 = Math.PI * Math.PI / 6;

  @Override
  public int smallest() {
    // So many words that the ranks asked for and the next differ in their counts.
    return (int) Math.ceil(ZETA_2 * (asked + 2) * (asked + 2) * 3);
  }

  @Override
  public Content make(Random random, int size) {
    List<String> ranks = ranks(random, Math.max(asked + 2, size / 8));
    List<String> words = new ArrayList<>();
    for (int rank = 1; rank <= ranks.size(); rank++) {
      int count = (int) (size / (ZETA_2 * rank * rank));
      words.addAll(Collections.nCopies(count, ranks.get(rank - 1)));
    }
    Collections.shuffle(words, random);
    return new Content(Map.of("context", String.join(" ", words)), ranks.subList(1, asked + 1));
  }

  private static List<String> ranks(Random random, int count) {
    Set<String> words = new LinkedHashSet<>();
    words.add("....");
    while (words.size() < count) {
      StringBuilder word = new StringBuilder();
      for (int i = 0; i < 6; i++) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      words.add(word.toString());
    }
    return List.copyOf(words);
  }
}
