package io.kvlab.task.internal.ruler;

import io.kvlab.manifest.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** English words, pairs of them, and identifiers. */
final class RulerWords {
  private final List<String> adjectives;
  private final List<String> nouns;

  RulerWords() {
    try (InputStream in = Manifest.resource("ruler/words.txt").orElseThrow()) {
      String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
      adjectives = List.of(lines[0].split(" "));
      nouns = List.of(lines[1].split(" "));
    } catch (IOException e) {
      throw new IllegalStateException("the bundled word list cannot be read", e);
    }
  }

  /** Different pairs such as {@code brave-otter}. */
  List<String> pairs(Random random, int count) {
    Set<String> pairs = new LinkedHashSet<>();
    while (pairs.size() < count) {
      pairs.add(pick(adjectives, random) + "-" + pick(nouns, random));
    }
    return List.copyOf(pairs);
  }

  /** Different words; when there are not enough, pairs of words follow. */
  List<String> words(Random random, int count) {
    List<String> words = new ArrayList<>(adjectives);
    words.addAll(nouns);
    Collections.shuffle(words, random);
    if (count > words.size()) {
      words.addAll(pairs(random, count - words.size()));
    }
    return words.subList(0, count);
  }

  /** Different numbers of seven digits. */
  static List<String> numbers(Random random, int count) {
    Set<String> numbers = new LinkedHashSet<>();
    while (numbers.size() < count) {
      numbers.add(Integer.toString(1_000_000 + random.nextInt(9_000_000)));
    }
    return List.copyOf(numbers);
  }

  /** Different random UUIDs. */
  static List<String> uuids(Random random, int count) {
    Set<String> uuids = new LinkedHashSet<>();
    while (uuids.size() < count) {
      byte[] bytes = new byte[16];
      random.nextBytes(bytes);
      long high = (long64(bytes, 0) & ~0xF000L) | 0x4000L;
      long low = (long64(bytes, 8) & ~(3L << 62)) | (2L << 62);
      uuids.add(new UUID(high, low).toString());
    }
    return List.copyOf(uuids);
  }

  private static long long64(byte[] bytes, int from) {
    long value = 0;
    for (int i = from; i < from + 8; i++) {
      value = value << 8 | (bytes[i] & 0xFF);
    }
    return value;
  }

  private static String pick(List<String> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }
}
