package io.kvlab.train.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** gsm-mini, after GSM8K with eight chain-of-thought shots. */
record GsmSuite() implements Suite {
  private static final int SHOTS = 8;
  private static final int TOKENS_EACH = 48;

  @Override
  public String name() {
    return "gsm-mini";
  }

  @Override
  public Item item(Random random, Split split, int length) {
    List<String> shots = new ArrayList<>();
    for (int i = 0; i < SHOTS; i++) {
      shots.add(exchange(WordProblem.of(random, Split.TRAIN)).shot());
    }
    Exchange asked = exchange(WordProblem.of(random, split));
    return new Item("", name(), 0, "", shots, asked.question(), asked.answer(), List.of());
  }

  @Override
  public Document document(Random random, int tokens) {
    List<Exchange> exchanges = new ArrayList<>();
    for (int used = 0; used < tokens; used += TOKENS_EACH) {
      exchanges.add(exchange(WordProblem.of(random, Split.TRAIN)));
    }
    return Document.ofExchanges(name(), "", exchanges, 1f);
  }

  @Override
  public List<String> unseen(Item item) {
    return List.of(item.question().substring(3, item.question().length() - 3));
  }

  private static Exchange exchange(WordProblem problem) {
    return new Exchange("Q: " + problem.text() + "\nA:", " " + problem.chain());
  }
}
