package io.kvlab.train.suite;

import java.util.List;

/**
 * One example of a suite. The prompt is {@code prefix + shots + question}.
 *
 * @param id the item's name, unique in its suite
 * @param suite the suite's name as datasets call it, {@code gsm-mini}
 * @param length the length class in tokens, 0 where the suite has only one
 * @param prefix text before the shots: rules, a passage, an instruction
 * @param shots worked examples, each ended by a blank line
 * @param question what is asked
 * @param answer the gold answer, starting with the whitespace that follows the question
 * @param tests Python assertions that the answer must pass, empty where the suite has none
 */
public record Item(
    String id,
    String suite,
    int length,
    String prefix,
    List<String> shots,
    String question,
    String answer,
    List<String> tests) {

  public Item {
    shots = List.copyOf(shots);
    tests = List.copyOf(tests);
  }

  /** The text that the model reads. */
  public String prompt() {
    return prefix + String.join("", shots) + question;
  }

  /** This item under another id. */
  Item named(String newId) {
    return new Item(newId, suite, length, prefix, shots, question, answer, tests);
  }
}
