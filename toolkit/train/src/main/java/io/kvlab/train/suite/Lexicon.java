package io.kvlab.train.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The word lists and fact tables in {@code lexicon.txt}: lines {@code name: words} and sections
 * {@code [name]} of further lines.
 */
final class Lexicon {
  private static final Map<String, List<String>> SECTIONS = read("lexicon.txt");

  private Lexicon() {}

  /** The words of a one-line list. */
  static List<String> words(String name) {
    return List.of(lines(name).get(0).split(" "));
  }

  /** The lines of a section. */
  static List<String> lines(String name) {
    List<String> lines = SECTIONS.get(name);
    if (lines == null) {
      throw new IllegalArgumentException("lexicon.txt has no section " + name);
    }
    return lines;
  }

  /** Every word of the lists and tables, each once. */
  static List<String> allWords() {
    return SECTIONS.values().stream()
        .flatMap(List::stream)
        .flatMap(line -> Arrays.stream(line.split("[^A-Za-z]+")))
        .filter(word -> !word.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  private static Map<String, List<String>> read(String resource) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> current = new ArrayList<>();
    for (String line : text(resource).split("\n")) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (line.startsWith("[")) {
        current = new ArrayList<>();
        sections.put(line.substring(1, line.indexOf(']')), current);
      } else {
        current.add(line.strip());
      }
    }
    return Map.copyOf(sections);
  }

  private static String text(String resource) {
    try (InputStream in = Lexicon.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("missing resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
