package io.kvlab.dsl;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What each statement and each keyword does, from the module's {@code help.txt}. */
public final class Help {
  private static final Map<String, Topic> TOPICS = read();

  private Help() {}

  /**
   * Help on one word.
   *
   * @param statement whether the word begins a statement; other words have no syntax and examples
   * @param text what it does, one or more sentences; the first line stands for itself
   * @param syntax the forms, indented where one goes over several lines
   * @param examples statements that parse
   */
  public record Topic(
      String name,
      boolean statement,
      List<String> text,
      List<String> syntax,
      List<String> examples) {
    public Topic {
      text = List.copyOf(text);
      syntax = List.copyOf(syntax);
      examples = List.copyOf(examples);
    }

    /** The first line of the text. */
    public String summary() {
      return text.get(0);
    }

    /** The whole topic as plain text. */
    public String render() {
      StringBuilder page = new StringBuilder(name).append("\n");
      text.forEach(line -> page.append("  ").append(line).append("\n"));
      if (statement) {
        page.append("\nSyntax\n");
        syntax.forEach(line -> page.append("  ").append(line).append("\n"));
        page.append("\nExamples\n");
        examples.forEach(line -> page.append("  ").append(line).append("\n"));
      }
      return page.toString();
    }
  }

  /** The topic of a statement or keyword, in any case. */
  public static Optional<Topic> on(String word) {
    return Optional.ofNullable(TOPICS.get(word.toLowerCase(Locale.ROOT)));
  }

  /** The statements, in the order in which to learn them. */
  public static List<Topic> statements() {
    return TOPICS.values().stream().filter(Topic::statement).toList();
  }

  /** All topics: the statements, then the other keywords. */
  public static List<Topic> topics() {
    return List.copyOf(TOPICS.values());
  }

  /** A line on each statement, as plain text. */
  public static String overview() {
    return statements().stream()
            .map(topic -> String.format("  %-10s %s%n", topic.name(), topic.summary()))
            .collect(Collectors.joining("", String.format("Statements%n"), ""))
        + String.format(
            "%nA name in front keeps a result: grid = compress ... 'help NAME' says more.%n");
  }

  private static Map<String, Topic> read() {
    Map<String, Topic> topics = new LinkedHashMap<>();
    List<String> block = new ArrayList<>();
    for (String line : resource().lines().toList()) {
      if (line.isBlank() || line.startsWith("//")) {
        continue;
      }
      if (!line.startsWith(" ") && !block.isEmpty()) {
        Topic topic = topic(block);
        topics.put(topic.name(), topic);
        block.clear();
      }
      block.add(line);
    }
    Topic last = topic(block);
    topics.put(last.name(), last);
    return Collections.unmodifiableMap(topics);
  }

  /** A heading and its indented lines. */
  private static Topic topic(List<String> block) {
    String[] heading = block.get(0).split(" ", 2);
    List<String> text = new ArrayList<>();
    List<String> syntax = new ArrayList<>();
    List<String> examples = new ArrayList<>();
    List<String> current = text;
    for (String line : block.subList(1, block.size())) {
      if (line.equals("  syntax:")) {
        current = syntax;
      } else if (line.equals("  examples:")) {
        current = examples;
      } else {
        current.add(line.substring(current == text ? 2 : 4));
      }
    }
    return new Topic(heading[1], heading[0].equals("statement"), text, syntax, examples);
  }

  private static String resource() {
    try (InputStream in = Help.class.getResourceAsStream("help.txt")) {
      if (in == null) {
        throw new IllegalStateException("help.txt is missing from the language's module");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
