package io.kvlab.train.suite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Small helpers of chance. */
final class Draw {
  private Draw() {}

  static <T> T one(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** A whole number in {@code [from, to]}. */
  static int between(Random random, int from, int to) {
    return from + random.nextInt(to - from + 1);
  }

  /** {@code count} different elements in random order. */
  static <T> List<T> some(Random random, List<T> list, int count) {
    List<T> copy = shuffled(random, list);
    return new ArrayList<>(copy.subList(0, count));
  }

  static <T> List<T> shuffled(Random random, List<T> list) {
    List<T> copy = new ArrayList<>(list);
    Collections.shuffle(copy, random);
    return copy;
  }
}
