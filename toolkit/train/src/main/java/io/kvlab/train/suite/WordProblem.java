package io.kvlab.train.suite;

import static io.kvlab.train.suite.Arithmetic.Equation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A word problem of two or three steps.
 *
 * @param name who it is about
 * @param text the problem, ended by its question
 * @param steps the calculations in order
 */
record WordProblem(String name, String text, List<Equation> steps) {
  private static final List<String> NAMES = Lexicon.words("names");
  private static final List<String> THINGS = Lexicon.words("things");
  private static final List<String> BOXES = Lexicon.words("boxes");
  private static final List<String> GAINS = Lexicon.words("gains");
  private static final List<String> LOSSES = Lexicon.words("losses");

  /** A problem of {@code split} about {@code name}. */
  static WordProblem of(Random random, Split split, String name) {
    while (true) {
      WordProblem problem = any(random, name);
      if (Split.of(problem.text()) == split) {
        return problem;
      }
    }
  }

  static WordProblem of(Random random, Split split) {
    return of(random, split, Draw.one(random, NAMES));
  }

  /** Problems about different people. */
  static List<WordProblem> several(Random random, Split split, int count) {
    return Draw.some(random, NAMES, count).stream()
        .map(name -> of(random, split, name))
        .collect(Collectors.toList());
  }

  /** The worked chain, {@code 12 + 5 = 17. 17 - 3 = 14. The answer is 14.} */
  String chain() {
    String worked = steps.stream().map(step -> step + ". ").collect(Collectors.joining());
    return worked + "The answer is " + steps.get(steps.size() - 1).result() + ".";
  }

  private static WordProblem any(Random random, String name) {
    String things = Draw.one(random, THINGS);
    List<Equation> steps = new ArrayList<>();
    StringBuilder text = new StringBuilder(name);
    int count = Draw.between(random, 2, 3);
    int value;
    if (random.nextInt(3) == 0) {
      Equation product = Arithmetic.product(random);
      text.append(" has " + product.left() + " " + Draw.one(random, BOXES));
      text.append(" of " + product.right() + " " + things + ".");
      steps.add(product);
      value = product.result();
    } else {
      value = Draw.between(random, 2, 50);
      text.append(" has " + value + " " + things + ".");
    }
    while (steps.size() < count) {
      List<Integer> sharers = Arithmetic.sharers(value);
      boolean last = steps.size() == count - 1;
      if (last && !sharers.isEmpty() && random.nextInt(3) == 0) {
        int friends = Draw.one(random, sharers);
        steps.add(new Equation(value, '/', friends, value / friends));
        text.append(" " + name + " shares them among " + friends + " friends.");
        text.append(" How many " + things + " does each friend get?");
        return new WordProblem(name, text.toString(), steps);
      }
      Equation step = Arithmetic.change(random, value, random.nextBoolean());
      String verb = Draw.one(random, step.operator() == '+' ? GAINS : LOSSES);
      text.append(" " + name + " " + verb + " " + step.right() + ".");
      steps.add(step);
      value = step.result();
    }
    text.append(" How many " + things + " does " + name + " have?");
    return new WordProblem(name, text.toString(), steps);
  }
}
