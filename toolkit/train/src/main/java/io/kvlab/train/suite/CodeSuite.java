package io.kvlab.train.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * code-mini, after HumanEval: the body of a Python function is written from its signature and
 * docstring; assertions decide. Programs are told apart by parameters and docstring, whatever the
 * function's name.
 */
record CodeSuite() implements Suite {
  private static final int SHOTS = 6;
  private static final int TESTS = 4;
  private static final int TOKENS_EACH = 34;
  private static final List<String> NAMES = List.of("f", "g", "h", "run", "calc", "solve");

  @Override
  public String name() {
    return "code-mini";
  }

  @Override
  public Item item(Random random, Split split, int length) {
    List<String> shots = new ArrayList<>();
    for (int i = 0; i < SHOTS; i++) {
      shots.add(exchange(program(random, Split.TRAIN), Draw.one(random, NAMES)).shot());
    }
    Program program = program(random, split);
    String function = Draw.one(random, NAMES);
    Exchange asked = exchange(program, function);
    List<String> tests = new ArrayList<>();
    for (int i = 0; i < TESTS; i++) {
      List<Object> arguments = program.arguments(random);
      String shown = arguments.stream().map(Program::python).collect(Collectors.joining(", "));
      String expected = Program.python(program.meaning().apply(arguments));
      tests.add("assert " + function + "(" + shown + ") == " + expected);
    }
    return new Item("", name(), 0, "", shots, asked.question(), asked.answer(), tests);
  }

  @Override
  public Document document(Random random, int tokens) {
    List<Exchange> exchanges = new ArrayList<>();
    for (int used = 0; used < tokens; used += TOKENS_EACH) {
      exchanges.add(exchange(program(random, Split.TRAIN), Draw.one(random, NAMES)));
    }
    return Document.ofExchanges(name(), "", exchanges, 1f);
  }

  @Override
  public List<String> unseen(Item item) {
    return List.of(item.question().substring(item.question().indexOf('(')));
  }

  private static Program program(Random random, Split split) {
    while (true) {
      Program program = Program.any(random);
      if (Split.of(key(program)) == split) {
        return program;
      }
    }
  }

  private static String key(Program program) {
    return String.join(", ", program.parameters()) + ": " + sentence(program);
  }

  private static String sentence(Program program) {
    String words = program.description();
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }

  private static Exchange exchange(Program program, String function) {
    String header = "def " + function + "(" + String.join(", ", program.parameters()) + "):";
    return new Exchange(
        header + "\n    \"\"\"" + sentence(program) + "\"\"\"", "\n    return " + program.body());
  }
}
