package io.kvlab.train.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The suites by name, and their item sets. */
public final class Suites {
  private static final FactTable FACTS = new FactTable(Lexicon.lines("facts"));
  private static final FactTable SENSE = new FactTable(Lexicon.lines("sense"));

  private Suites() {}

  /** The eight suites, in the order of DESIGN. */
  public static List<Suite> all() {
    return List.of(
        new ChoiceSuite("facts-mini", FACTS, 4, false),
        new ChoiceSuite("sense-mini", SENSE, 5, false),
        new GsmSuite(),
        new CodeSuite(),
        new GuardSuite(),
        new NeedleSuite(),
        new LongGenSuite(),
        new IclSuite());
  }

  /** facts-mini and sense-mini without options: shipped beside the eight. */
  public static List<Suite> open() {
    return List.of(
        new ChoiceSuite("facts-open-mini", FACTS, 4, true),
        new ChoiceSuite("sense-open-mini", SENSE, 5, true));
  }

  /**
   * {@code count} different items of a suite, its lengths taking turns.
   *
   * @param seed decides everything
   */
  public static List<Item> items(Suite suite, Split split, int count, long seed) {
    Random random = new Random(seed * 31 + suite.name().hashCode() * 7L + split.ordinal());
    Map<String, Item> items = new LinkedHashMap<>();
    List<Integer> lengths = suite.lengths();
    while (items.size() < count) {
      int length = lengths.get(items.size() % lengths.size());
      Item item = suite.item(random, split, length);
      String stem = suite.name().replace("-mini", "");
      String lengthPart = length == 0 ? "" : "-" + length;
      items.putIfAbsent(item.prompt(), item.named(stem + lengthPart + "-" + items.size()));
    }
    return new ArrayList<>(items.values());
  }
}
