package io.kvlab.task.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * ROUGE-L of summaries (Lin 2004, section 3.2): for each sentence of the reference the union of its
 * longest common subsequences with the sentences of the summary, over the words of both.
 *
 * <p>Counted as LongBench counts, which uses the Python package {@code rouge}: sentences end at
 * periods, words are cut at blanks, and every different word counts once.
 */
final class Rouge {
  /** As Python's str.split() takes it, no-break spaces included. */
  private static final Pattern BLANKS = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

  private Rouge() {}

  /** The F measure, 0..1; 0 where either text is empty. */
  static double l(String summary, String reference) {
    List<String[]> written = sentences(summary);
    List<String[]> expected = sentences(reference);
    if (written.isEmpty() || expected.isEmpty()) {
      return 0;
    }
    Set<String> common = new HashSet<>();
    for (String[] sentence : expected) {
      for (String[] other : written) {
        addCommon(sentence, other, common);
      }
    }
    // The harmonic mean of precision and recall; the package's own denominator is 1e-8 larger.
    return 2.0 * common.size() / (words(expected).size() + words(written).size());
  }

  private static List<String[]> sentences(String text) {
    List<String[]> sentences = new ArrayList<>();
    for (String sentence : text.split("\\.", -1)) {
      if (!sentence.isEmpty()) {
        String[] words =
            BLANKS.splitAsStream(sentence).filter(word -> !word.isEmpty()).toArray(String[]::new);
        // A sentence of blanks alone counts as one empty word there.
        sentences.add(words.length == 0 ? new String[] {""} : words);
      }
    }
    return sentences;
  }

  private static Set<String> words(List<String[]> sentences) {
    Set<String> words = new HashSet<>();
    sentences.forEach(sentence -> words.addAll(Arrays.asList(sentence)));
    return words;
  }

  /** Adds the words of one longest common subsequence: the one found from the end. */
  private static void addCommon(String[] a, String[] b, Set<String> common) {
    int[][] longest = new int[a.length + 1][b.length + 1];
    for (int i = 1; i <= a.length; i++) {
      for (int j = 1; j <= b.length; j++) {
        longest[i][j] =
            a[i - 1].equals(b[j - 1])
                ? longest[i - 1][j - 1] + 1
                : Math.max(longest[i - 1][j], longest[i][j - 1]);
      }
    }
    int i = a.length;
    int j = b.length;
    while (i > 0 && j > 0) {
      if (a[i - 1].equals(b[j - 1])) {
        common.add(a[i - 1]);
        i--;
        j--;
      } else if (longest[i - 1][j] > longest[i][j - 1]) {
        i--;
      } else {
        j--;
      }
    }
  }
}
