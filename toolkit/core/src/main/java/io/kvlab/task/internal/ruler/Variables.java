package io.kvlab.task.internal.ruler;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Chains of assignments in noise: "VAR A = 12345", "VAR B = VAR A" and so on; asked are all
 * variables of the first chain's value.
 *
 * @param hops assignments that follow a chain's first
 */
record Variables(int chains, int hops) implements RulerKind {
  @Override
  public int smallest() {
    return hops + 1;
  }

  @Override
  public Content make(Random random, int size) {
    List<String> names = names(random, chains * (hops + 1));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      lines.add(Needles.NOISE);
    }
    String asked = "";
    for (int chain = 0; chain < chains; chain++) {
      String value = Integer.toString(10_000 + random.nextInt(90_000));
      asked = chain == 0 ? value : asked;
      int shift = 0;
      int hop = 0;
      for (int place : places(random, lines.size(), hops + 1)) {
        int at = chain * (hops + 1) + hop;
        String right = hop == 0 ? value : "VAR " + names.get(at - 1);
        lines.add(place + shift++, "VAR %s = %s.".formatted(names.get(at), right));
        hop++;
      }
    }
    return new Content(
        Map.of(
            "context", String.join("\n", lines),
            "query", asked,
            "count", Integer.toString(hops + 1)),
        names.subList(0, hops + 1));
  }

  private static Set<Integer> places(Random random, int length, int count) {
    Set<Integer> places = new TreeSet<>();
    while (places.size() < count) {
      places.add(random.nextInt(length + 1));
    }
    return places;
  }

  private static List<String> names(Random random, int count) {
    Set<String> names = new LinkedHashSet<>();
    while (names.size() < count) {
      StringBuilder name = new StringBuilder();
      for (int i = 0; i < 5; i++) {
        name.append((char) ('A' + random.nextInt(26)));
      }
      names.add(name.toString());
    }
    return List.copyOf(names);
  }
}
