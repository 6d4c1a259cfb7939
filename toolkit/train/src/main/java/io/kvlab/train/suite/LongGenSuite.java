package io.kvlab.train.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * longgen-mini, after LongGenBench on GSM8K: many numbered problems answered in one generation. The
 * answers of a block are lines, so that a blank line ends them.
 */
record LongGenSuite() implements Suite {
  private static final String INSTRUCTION = "Answer each question step by step.\n\n";
  private static final int TOKENS_EACH = 54;

  @Override
  public String name() {
    return "longgen-mini";
  }

  @Override
  public List<Integer> lengths() {
    return List.of(256, 512, 1024);
  }

  /** One shot and as many problems as fit into {@code length} tokens together with the answers. */
  @Override
  public Item item(Random random, Split split, int length) {
    int count = Math.round(length / (2f * TOKENS_EACH));
    String shot = block(WordProblem.several(random, Split.TRAIN, count)).shot();
    Exchange asked = block(WordProblem.several(random, split, count));
    return new Item(
        "",
        name(),
        length,
        INSTRUCTION,
        List.of(shot),
        asked.question(),
        asked.answer(),
        List.of());
  }

  @Override
  public Document document(Random random, int tokens) {
    int blocks = random.nextInt(3) == 0 ? 1 : 2;
    int most = Math.max(2, Math.min(10, tokens / (blocks * TOKENS_EACH)));
    int count = Draw.between(random, Math.max(2, most / 2), most);
    List<Exchange> exchanges = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      exchanges.add(block(WordProblem.several(random, Split.TRAIN, count)));
    }
    return Document.ofExchanges(name(), INSTRUCTION, exchanges, 1f);
  }

  @Override
  public List<String> unseen(Item item) {
    return item.question()
        .lines()
        .filter(line -> line.startsWith("Question_"))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .toList();
  }

  private static Exchange block(List<WordProblem> problems) {
    StringBuilder questions = new StringBuilder();
    StringBuilder answers = new StringBuilder();
    for (int i = 0; i < problems.size(); i++) {
      int number = i + 1;
      WordProblem problem = problems.get(i);
      questions.append("Question_" + number + ": " + problem.text() + "\n");
      answers.append((number == 1 ? "" : "\n") + "Answer_" + number + ": ");
      answers.append(problem.name() + ": " + problem.chain());
    }
    return new Exchange(questions.toString(), answers.toString());
  }
}
