package io.kvlab.train.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * facts-mini (after MMLU) and sense-mini (after CommonsenseQA): multiple choice over facts that
 * live in the weights. The answer states the option before its letter, so that the letter is read
 * from the context, where compression can reach it.
 *
 * @param name the suite's name
 * @param table the facts
 * @param options how many options a question has
 * @param open whether the options are left out and the value alone is the answer
 */
record ChoiceSuite(String name, FactTable table, int options, boolean open) implements Suite {
  private static final int SHOTS = 5;

  @Override
  public Item item(Random random, Split split, int length) {
    List<String> shots = new ArrayList<>();
    for (int i = 0; i < SHOTS; i++) {
      shots.add(exchange(random, Split.TRAIN, open).shot());
    }
    Exchange asked = exchange(random, split, open);
    return new Item("", name, 0, "", shots, asked.question(), asked.answer(), List.of());
  }

  @Override
  public Document document(Random random, int tokens) {
    boolean withoutOptions = open || random.nextInt(3) == 0;
    int each = withoutOptions ? 14 : 18 + 3 * options;
    List<Exchange> exchanges = new ArrayList<>();
    for (int used = 0; used < tokens; used += each) {
      exchanges.add(exchange(random, Split.TRAIN, withoutOptions));
    }
    return Document.ofExchanges(name, "", exchanges, 3f);
  }

  @Override
  public List<String> unseen(Item item) {
    return List.of(item.question().lines().findFirst().orElseThrow());
  }

  private Exchange exchange(Random random, Split split, boolean withoutOptions) {
    return withoutOptions ? table.open(random, split) : table.choice(random, split, options);
  }
}
