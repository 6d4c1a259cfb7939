package io.kvlab.manifest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** From an expression of Python's {@code re} to one of Java that matches the same texts. */
final class PythonTranslation {
  private static final String WORD = "\\p{L}\\p{N}_";
  private static final String ASCII_WORD = "A-Za-z0-9_";
  // str.isspace() of Python: also the four separators of ASCII and U+0085.
  private static final String BLANK =
      "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  private static final String ASCII_BLANK = "\\t-\\r\\x20";

  private final String source;
  private final StringBuilder out = new StringBuilder();
  private final List<String> groups = new ArrayList<>();
  private final Deque<Flags> outer = new ArrayDeque<>();
  private Flags flags = new Flags("");
  private int at;

  /** The flags in force, as letters. */
  private record Flags(String letters) {
    boolean has(char flag) {
      return letters.indexOf(flag) >= 0;
    }

    Flags changed(String on, String off) {
      StringBuilder changed = new StringBuilder(on);
      letters.chars().filter(c -> off.indexOf(c) < 0).forEach(c -> changed.append((char) c));
      return new Flags(changed.toString());
    }
  }

  PythonTranslation(String source) {
    this.source = source;
  }

  List<String> groups() {
    return groups;
  }

  String java() {
    while (at < source.length()) {
      char c = source.charAt(at++);
      switch (c) {
        case '\\' -> escape(false);
        case '[' -> characterClass();
        case '(' -> open();
        case ')' -> {
          out.append(')');
          flags = outer.isEmpty() ? flags : outer.pop();
        }
        case '{' -> brace();
        case '^' -> out.append(flags.has('m') ? "(?:\\A|(?<=\\n))" : "^");
        case '#' -> {
          if (flags.has('x')) {
            int end = source.indexOf('\n', at);
            at = end < 0 ? source.length() : end;
          } else {
            out.append('#');
          }
        }
        default -> {
          if (!flags.has('x') || " \t\n\r\f\u000b".indexOf(c) < 0) {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }

  private void open() {
    if (!source.startsWith("?", at)) {
      group("");
    } else if (source.startsWith("?#", at)) {
      at = end(')', at) + 1;
    } else if (source.startsWith("?P<", at)) {
      named(at + 3);
    } else if (source.startsWith("?P=", at)) {
      int end = end(')', at);
      String name = source.substring(at + 3, end);
      at = end + 1;
      reference(groups.indexOf(name) + 1);
    } else if (source.startsWith("?<", at)
        && !source.startsWith("?<=", at)
        && !source.startsWith("?<!", at)) {
      named(at + 2);
    } else if (source.startsWith("?(", at)) {
      throw wrong("a condition on a group, (?(1)...), cannot be used here");
    } else if (at + 1 < source.length() && ":=!<>".indexOf(source.charAt(at + 1)) >= 0) {
      int length = source.charAt(at + 1) == '<' ? 3 : 2;
      outer.push(flags);
      out.append('(').append(source, at, Math.min(at + length, source.length()));
      at = Math.min(at + length, source.length());
    } else {
      inlineFlags();
    }
  }

  private void named(int from) {
    int end = end('>', from);
    String name = source.substring(from, end);
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*") || groups.contains(name)) {
      throw wrong("'" + name + "' cannot be the name of a group");
    }
    at = end + 1;
    group(name);
  }

  private void group(String name) {
    groups.add(name);
    outer.push(flags);
    out.append('(');
  }

  private void inlineFlags() {
    boolean first = at == 1;
    int end = at + 1;
    while (end < source.length() && ":)".indexOf(source.charAt(end)) < 0) {
      end++;
    }
    String letters = source.substring(at + 1, Math.min(end, source.length()));
    if (end >= source.length() || !letters.matches("[aimsux]*(-[imsx]+)?") || letters.isEmpty()) {
      throw wrong("there is no group (?" + letters);
    }
    boolean whole = source.charAt(end) == ')';
    int minus = letters.indexOf('-');
    String on = minus < 0 ? letters : letters.substring(0, minus);
    String off = minus < 0 ? "" : letters.substring(minus + 1);
    at = end + 1;
    if (whole && (!first || minus >= 0)) {
      throw wrong("flags for the whole pattern stand at its beginning");
    }
    if (!whole) {
      outer.push(flags);
    }
    flags = flags.changed(on, off);
    String java = kept(on) + (kept(off).isEmpty() ? "" : "-" + kept(off));
    out.append("(?").append(java).append(whole ? ")" : ":");
    if (whole && java.isEmpty()) {
      out.setLength(out.length() - "(?)".length());
    }
  }

  private static String kept(String letters) {
    return letters.replaceAll("[^ims]", "");
  }

  private int end(char mark, int from) {
    int end = source.indexOf(mark, from);
    if (end < 0) {
      throw wrong("'" + mark + "' is missing");
    }
    return end;
  }

  /** Of {@code {m,n}} the lower bound may be missing; any other brace is a character. */
  private void brace() {
    Matcher bounds =
        Pattern.compile("([0-9]*)(,?)([0-9]*)}").matcher(source).region(at, source.length());
    if (!bounds.lookingAt() || (bounds.group(1).isEmpty() && bounds.group(2).isEmpty())) {
      out.append("\\{");
      return;
    }
    String low = bounds.group(1).isEmpty() ? "0" : bounds.group(1);
    out.append('{').append(low).append(bounds.group(2)).append(bounds.group(3)).append('}');
    at = bounds.end();
  }

  private void characterClass() {
    out.append('[');
    if (source.startsWith("^", at)) {
      out.append('^');
      at++;
    }
    int first = at;
    while (at < source.length() && (source.charAt(at) != ']' || at == first)) {
      char c = source.charAt(at++);
      if (c == '\\') {
        escape(true);
      } else if ("[]&^".indexOf(c) >= 0) {
        out.append('\\').append(c); // nesting and intersection are Java's own
      } else {
        out.append(c);
      }
    }
    if (at >= source.length()) {
      throw wrong("']' is missing");
    }
    at++;
    out.append(']');
  }

  private void escape(boolean inClass) {
    if (at >= source.length()) {
      throw wrong("a backslash ends the pattern");
    }
    char c = source.charAt(at++);
    boolean ascii = flags.has('a');
    String word = ascii ? ASCII_WORD : WORD;
    String blank = ascii ? ASCII_BLANK : BLANK;
    switch (c) {
      case 'w' -> out.append(inClass ? word : "[" + word + "]");
      case 'W' -> out.append("[^").append(word).append(']');
      case 's' -> out.append(inClass ? blank : "[" + blank + "]");
      case 'S' -> out.append("[^").append(blank).append(']');
      case 'd' -> out.append(!ascii ? "\\p{Nd}" : inClass ? "0-9" : "[0-9]");
      case 'D' -> out.append(ascii ? "[^0-9]" : "\\P{Nd}");
      case 'b' -> out.append(inClass ? "\\x08" : boundary(word));
      case 'B' -> out.append(inClass ? refused(c) : "(?!" + boundary(word) + ")");
      case 'A', 'z' -> out.append(inClass ? refused(c) : "\\" + c);
      case 'Z' -> out.append(inClass ? refused(c) : "\\z");
      case 'v' -> out.append("\\x0b");
      case 'U' -> out.append("\\x{").append(hex(8)).append('}');
      case 'u' -> out.append("\\x{").append(hex(4)).append('}');
      case 'x' -> out.append("\\x{").append(hex(2)).append('}');
      case 'a', 'f', 'n', 'r', 't' -> out.append('\\').append(c);
      case 'p', 'P' -> out.append('\\').append(c); // not Python's, and no other meaning there
      default -> {
        if (c >= '0' && c <= '9') {
          digits(c, inClass);
        } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
          refused(c);
        } else {
          out.append(c < 128 ? "\\" : "").append(c);
        }
      }
    }
    if ((c == 'p' || c == 'P') && source.startsWith("{", at)) {
      int end = end('}', at) + 1;
      out.append(source, at, end);
      at = end;
    }
  }

  private static String boundary(String word) {
    return "(?:(?<=[%1$s])(?![%1$s])|(?<![%1$s])(?=[%1$s]))".formatted(word);
  }

  private String refused(char c) {
    throw wrong("there is no escape \\" + c + " here");
  }

  private String hex(int digits) {
    int end = at + digits;
    if (end > source.length() || !source.substring(at, end).matches("[0-9A-Fa-f]+")) {
      throw wrong("%d hexadecimal digits are expected".formatted(digits));
    }
    String hex = source.substring(at, end);
    at = end;
    return hex;
  }

  /** {@code \0} and three octal digits are a character, all else is a group. */
  private void digits(char first, boolean inClass) {
    int end = at;
    while (end < source.length() && end < at + 2 && Character.digit(source.charAt(end), 10) >= 0) {
      end++;
    }
    String all = first + source.substring(at, end);
    String octal = all.replaceFirst("[^0-7].*", "");
    if (first == '0' || inClass || octal.length() == 3) {
      if (octal.isEmpty()) {
        throw wrong("there is no escape \\" + all);
      }
      at += octal.length() - 1;
      out.append("\\x{").append(Integer.toHexString(Integer.parseInt(octal, 8))).append('}');
    } else {
      String reference = all.substring(0, Math.min(2, all.length()));
      at += reference.length() - 1;
      reference(Integer.parseInt(reference));
    }
  }

  private void reference(int group) {
    if (group < 1 || group > groups.size()) {
      throw wrong("it refers to a group that is not there");
    }
    out.append("(?:\\").append(group).append(')');
  }

  private PatternSyntaxException wrong(String description) {
    return new PatternSyntaxException(description, source, Math.min(at, source.length()));
  }
}
