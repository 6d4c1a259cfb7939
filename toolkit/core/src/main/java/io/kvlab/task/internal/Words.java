package io.kvlab.task.internal;

import io.kvlab.manifest.PythonPattern;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Measures that compare texts word by word. */
final class Words {
  private static final PythonPattern ARTICLES = PythonPattern.compile("\\b(a|an|the)\\b");

  private Words() {}

  /**
   * F1 of the words of two texts as SQuAD and LongBench define it: small letters, no punctuation,
   * no articles; words counted as often as they occur.
   */
  static double f1(String prediction, String gold) {
    List<String> predicted = squad(prediction);
    List<String> expected = squad(gold);
    Map<String, Integer> left = new HashMap<>();
    expected.forEach(word -> left.merge(word, 1, Integer::sum));
    int common = 0;
    for (String word : predicted) {
      Integer count = left.get(word);
      if (count != null && count > 0) {
        left.put(word, count - 1);
        common++;
      }
    }
    return harmonic(common, predicted.size(), expected.size());
  }

  private static double harmonic(int common, int predicted, int expected) {
    return common == 0 ? 0 : 2.0 * common / (predicted + expected);
  }

  private static List<String> squad(String text) {
    String plain =
        ARTICLES.replaceAll(text.toLowerCase(Locale.ROOT).replaceAll("[!-/:-@\\[-`{-~]", ""), " ");
    return PythonText.split(plain);
  }
}
