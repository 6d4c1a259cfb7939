package io.kvlab.train.suite;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * icl-mini: made-up labels for groups of words, learnt from the shots alone. The answer repeats the
 * word, then gives its label; with few shots the word asked for is often new and its group decides.
 */
record IclSuite() implements Suite {
  private static final int TOKENS_EACH = 9;
  private static final int GROUPS = 4;
  private static final int SIGNED = 6;
  private static final List<String> LABELS = Lexicon.words("labels");
  private static final List<List<String>> CATEGORIES =
      Lexicon.lines("categories").stream().map(line -> List.of(line.split(" "))).toList();

  /** Which groups there are, and the label of each. */
  private record Mapping(List<List<String>> groups, List<String> labels) {
    static Mapping of(Random random) {
      return new Mapping(Draw.some(random, CATEGORIES, GROUPS), Draw.some(random, LABELS, GROUPS));
    }

    Exchange exchange(Random random, int group) {
      return exchange(Draw.one(random, groups.get(group)), group);
    }

    Exchange exchange(String word, int group) {
      return new Exchange("Input: " + word + "\nLabel:", " " + word + " " + labels.get(group));
    }
  }

  @Override
  public String name() {
    return "icl-mini";
  }

  @Override
  public List<Integer> lengths() {
    return List.of(256, 512, 1024);
  }

  @Override
  public Item item(Random random, Split split, int length) {
    while (true) {
      Mapping mapping = Mapping.of(random);
      List<Exchange> exchanges = exchanges(random, mapping, length / TOKENS_EACH);
      Exchange asked = exchanges.remove(exchanges.size() - 1);
      Item item =
          new Item(
              "",
              name(),
              length,
              "",
              exchanges.stream().map(Exchange::shot).toList(),
              asked.question(),
              asked.answer(),
              List.of());
      if (Split.of(signature(item.shots())) == split) {
        return item;
      }
    }
  }

  @Override
  public Document document(Random random, int tokens) {
    while (true) {
      Mapping mapping = Mapping.of(random);
      List<Exchange> exchanges = exchanges(random, mapping, Math.max(8, tokens / TOKENS_EACH));
      List<String> shots = exchanges.stream().map(Exchange::shot).toList();
      if (Split.of(signature(shots)) == Split.TRAIN) {
        Document.Builder builder = Document.of(name());
        Set<String> seen = new LinkedHashSet<>();
        for (Exchange exchange : exchanges) {
          String label = exchange.answer().substring(exchange.answer().lastIndexOf(' '));
          int at = exchange.answer().length() - label.length();
          builder.read(exchange.question()).answer(exchange.answer().substring(0, at), 0.5f);
          if (seen.add(label)) {
            builder.skip(label);
          } else {
            builder.answer(label, 2f);
          }
          builder.answer(Exchange.END, 0.25f);
        }
        return builder.build();
      }
    }
  }

  @Override
  public List<String> unseen(Item item) {
    return List.of(String.join("", item.shots().subList(0, SIGNED)));
  }

  /** The first words with their labels: what tells one list of shots from another. */
  private static String signature(List<String> shots) {
    return shots.stream()
        .limit(SIGNED)
        .map(shot -> shot.substring(shot.indexOf("Label:") + "Label:".length()).strip())
        .collect(Collectors.joining(" "));
  }

  /** Exchanges of random groups; the last is about a group that was shown before. */
  private static List<Exchange> exchanges(Random random, Mapping mapping, int count) {
    List<Exchange> exchanges = new ArrayList<>();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < count - 1; i++) {
      order.add(random.nextInt(GROUPS));
    }
    order.add(Draw.one(random, order));
    order.forEach(group -> exchanges.add(mapping.exchange(random, group)));
    return exchanges;
  }
}
