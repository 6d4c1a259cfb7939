package io.kvlab.train.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Facts that live in the weights, and the questions that ask for them.
 *
 * <p>Every relation has four wordings. For each fact one of them, chosen by a hash, asks for it in
 * the test set only, another in the dev split only, and the other two in training: the fact is
 * known, the question is new.
 */
final class FactTable {
  private static final int WORDINGS = 4;

  /**
   * A relation.
   *
   * @param wordings four questions with {@code %s} for the subject
   * @param values all values, the options' pool
   */
  record Relation(String name, List<String> wordings, List<String> values) {}

  /** A fact: the relation of a subject is a value. */
  record Fact(Relation relation, String subject, String value) {

    private int testWording() {
      return Split.bucket(relation.name() + "|" + subject, WORDINGS);
    }

    /** A question for this fact that belongs to {@code split}. */
    String question(Random random, Split split) {
      int offset =
          switch (split) {
            case TEST -> 0;
            case DEV -> 1;
            case TRAIN -> Draw.between(random, 2, WORDINGS - 1);
          };
      String wording = relation.wordings().get((testWording() + offset) % WORDINGS);
      return String.format(wording, subject);
    }
  }

  private final List<Fact> facts = new ArrayList<>();

  FactTable(List<String> lines) {
    for (String line : lines) {
      String[] fields = line.split(" \\| ");
      String[] pairs = fields[2].split(" ");
      TreeSet<String> values = new TreeSet<>();
      for (String pair : pairs) {
        values.add(pair.split(":")[1]);
      }
      Relation relation =
          new Relation(fields[0], List.of(fields[1].split(" / ")), List.copyOf(values));
      for (String pair : pairs) {
        facts.add(new Fact(relation, pair.split(":")[0], pair.split(":")[1]));
      }
    }
  }

  List<Fact> facts() {
    return facts;
  }

  /** {@code Question: ... Answer:}, answered with the value alone. */
  Exchange open(Random random, Split split) {
    Fact fact = Draw.one(random, facts);
    return new Exchange(
        "Question: " + fact.question(random, split) + "\nAnswer:", " " + fact.value());
  }

  /** A question with lettered options, answered as {@code value (letter)}. */
  Exchange choice(Random random, Split split, int options) {
    Fact fact = Draw.one(random, facts);
    List<String> wrong = new ArrayList<>(fact.relation().values());
    wrong.remove(fact.value());
    List<String> shown = Draw.some(random, wrong, options - 1);
    shown.add(fact.value());
    return choice(fact.question(random, split), Draw.shuffled(random, shown), fact.value());
  }

  /** A question with lettered options in the form of MMLU. */
  static Exchange choice(String question, List<String> options, String value) {
    StringBuilder text = new StringBuilder("Question: ").append(question).append("\n");
    for (int i = 0; i < options.size(); i++) {
      text.append(letter(i)).append(". ").append(options.get(i)).append("\n");
    }
    String answer = " " + value + " (" + letter(options.indexOf(value)) + ")";
    return new Exchange(text.append("Answer:").toString(), answer);
  }

  private static char letter(int index) {
    return (char) ('A' + index);
  }
}
