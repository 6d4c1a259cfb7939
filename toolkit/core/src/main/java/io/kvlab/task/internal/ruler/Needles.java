package io.kvlab.task.internal.ruler;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Needles in a haystack: sentences "One of the special magic numbers for KEY is: VALUE." of which
 * one key is asked for. The haystack is noise, or itself made of needles.
 *
 * @param keys keys with needles in a haystack of noise (multi-key)
 * @param values needles of each key (multi-value)
 * @param amongNeedles whether the haystack is made of needles with other keys
 */
record Needles(int keys, int values, boolean amongNeedles, boolean uuidKeys, boolean uuidValues)
    implements RulerKind {
  static final String NOISE =
      "The grass is green. The sky is blue. The sun is yellow. Here we go. There and back again.";

  @Override
  public int smallest() {
    return 1;
  }

  @Override
  public Content make(Random random, int size) {
    int allKeys = amongNeedles ? keys + size : keys;
    List<String> names =
        uuidKeys ? RulerWords.uuids(random, allKeys) : new RulerWords().pairs(random, allKeys);
    List<String> secrets =
        uuidValues
            ? RulerWords.uuids(random, allKeys * values)
            : RulerWords.numbers(random, allKeys * values);
    String type = uuidValues ? "uuid" : "number";
    List<String> lines = new ArrayList<>();
    if (!amongNeedles) {
      for (int i = 0; i < size; i++) {
        lines.add(NOISE);
      }
    }
    for (int i = 0; i < secrets.size(); i++) {
      String needle =
          "One of the special magic %ss for %s is: %s."
              .formatted(type, names.get(i / values), secrets.get(i));
      lines.add(random.nextInt(lines.size() + 1), needle);
    }
    int asked = random.nextInt(keys);
    return new Content(
        Map.of("context", String.join("\n", lines), "query", names.get(asked), "type", type),
        secrets.subList(asked * values, (asked + 1) * values));
  }
}
