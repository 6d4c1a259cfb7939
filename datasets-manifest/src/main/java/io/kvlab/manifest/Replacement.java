package io.kvlab.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.PatternSyntaxException;

/** What a match is replaced by: texts and groups in turn. */
public final class Replacement {
  /** Either a text, or the number of a group with an empty text. */
  private record Piece(String text, int group) {}

  private final List<Piece> pieces = new ArrayList<>();
  private final StringBuilder literal = new StringBuilder();
  private final String source;
  private final List<String> groups;
  private int at;

  private Replacement(String source, List<String> groups) {
    this.source = source;
    this.groups = groups;
  }

  static Replacement parse(String source, List<String> groups) {
    Replacement replacement = new Replacement(source, groups);
    replacement.parse();
    return replacement;
  }

  String of(MatchResult match) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      String group = piece.group() < 0 ? piece.text() : match.group(piece.group());
      text.append(group == null ? "" : group); // a group that took no part is an empty text
    }
    return text.toString();
  }

  private void parse() {
    while (at < source.length()) {
      char c = source.charAt(at++);
      if (c == '\\' && at < source.length()) {
        escape(source.charAt(at++));
      } else if (c == '$') {
        dollar();
      } else {
        literal.append(c);
      }
    }
    flush();
  }

  private void escape(char c) {
    switch (c) {
      case 'n' -> literal.append('\n');
      case 't' -> literal.append('\t');
      case 'r' -> literal.append('\r');
      case 'f' -> literal.append('\f');
      case 'a' -> literal.append('\u0007');
      case 'v' -> literal.append('\u000b');
      case 'b' -> literal.append('\b');
      case '\\', '$' -> literal.append(c);
      case 'g' -> {
        int end = source.indexOf('>', at);
        if (at >= source.length() || source.charAt(at) != '<' || end < 0) {
          throw wrong("a group is written \\g<1> or \\g<name>");
        }
        group(number(source.substring(at + 1, end)));
        at = end + 1;
      }
      default -> {
        if (c == '0') {
          throw wrong("\\0 is a character in Python; the whole match is written \\g<0>");
        }
        if (c >= '1' && c <= '9') {
          group(number(String.valueOf(c) + nextDigit()));
        } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
          throw wrong("there is no escape \\" + c);
        } else {
          literal.append('\\').append(c);
        }
      }
    }
  }

  private String nextDigit() {
    return at < source.length() && isDigit(source.charAt(at))
        ? String.valueOf(source.charAt(at++))
        : "";
  }

  private void dollar() {
    if (at < source.length() && source.charAt(at) == '{') {
      int end = source.indexOf('}', at);
      if (end > 0 && groups.contains(source.substring(at + 1, end)) && end > at + 1) {
        group(number(source.substring(at + 1, end)));
        at = end + 1;
        return;
      }
    } else if (at < source.length()
        && isDigit(source.charAt(at))
        && source.charAt(at) - '0' <= groups.size()) {
      group(source.charAt(at++) - '0');
      return;
    }
    literal.append('$');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private int number(String name) {
    int number = name.matches("[0-9]{1,3}") ? Integer.parseInt(name) : groups.indexOf(name) + 1;
    boolean named = !name.matches("[0-9]+") && !name.isEmpty() && number > 0;
    if (!named && (number > groups.size() || !name.matches("[0-9]{1,3}"))) {
      throw wrong("the pattern has no group '" + name + "'");
    }
    return number;
  }

  private void group(int number) {
    flush();
    pieces.add(new Piece("", number));
  }

  private void flush() {
    if (!literal.isEmpty()) {
      pieces.add(new Piece(literal.toString(), -1));
      literal.setLength(0);
    }
  }

  private PatternSyntaxException wrong(String description) {
    return new PatternSyntaxException(description, source, at);
  }
}
