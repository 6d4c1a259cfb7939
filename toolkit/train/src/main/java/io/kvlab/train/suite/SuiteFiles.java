package io.kvlab.train.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The test sets as JSON lines, one file a suite: id, suite, length, prefix, shots, question, answer
 * and, for code, tests.
 *
 * <p>{@code java io.kvlab.train.suite.SuiteFiles FOLDER} writes the files that kvlab ships.
 */
public final class SuiteFiles {
  /** How many items each shipped test set has. */
  public static final int ITEMS = 210;

  /** The seed of the shipped test sets. */
  public static final long SEED = 20260101;

  private static final ObjectMapper JSON = new ObjectMapper();

  private SuiteFiles() {}

  /** The shipped files: name to content. */
  public static Map<String, String> shipped() {
    List<Suite> suites = new ArrayList<>(Suites.all());
    suites.addAll(Suites.open());
    Map<String, String> files = new LinkedHashMap<>();
    for (Suite suite : suites) {
      files.put(suite.name() + ".jsonl", lines(Suites.items(suite, Split.TEST, ITEMS, SEED)));
    }
    return files;
  }

  /** Items as JSON lines. */
  public static String lines(List<Item> items) {
    return items.stream().map(SuiteFiles::line).collect(Collectors.joining());
  }

  /** Writes the shipped files into the folder that the one argument names. */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    shipped().forEach((name, content) -> write(folder.resolve(name), content));
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(Item item) {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", item.id()).put("suite", item.suite());
    if (item.length() > 0) {
      node.put("length", item.length());
    }
    node.put("prefix", item.prefix());
    item.shots().forEach(node.putArray("shots")::add);
    node.put("question", item.question()).put("answer", item.answer());
    if (!item.tests().isEmpty()) {
      item.tests().forEach(node.putArray("tests")::add);
    }
    try {
      return JSON.writeValueAsString(node) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
