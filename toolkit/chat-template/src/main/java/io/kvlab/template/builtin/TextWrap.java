package io.kvlab.template.builtin;

import io.kvlab.template.TemplateException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's textwrap.wrap, with tabs and blanks left as they are. */
record TextWrap(int width, boolean breakLong, boolean breakHyphens) {
  private static final String SPACE = "[\\t\\n\\x0b\\x0c\\r ]";
  private static final String NOT_SPACE = "[^\\t\\n\\x0b\\x0c\\r ]";
  private static final String WORD = "[\\w!\"'&.,?]";
  private static final String LETTER = "[^\\d\\W]";
  // The pieces that lines may break between: textwrap's wordsep_re.
  private static final Pattern PIECES =
      Pattern.compile(
          SPACE
              + "+|(?<="
              + WORD
              + ")-{2,}(?=\\w)|"
              + NOT_SPACE
              + "+?(?:-(?:(?<="
              + LETTER
              + "{2}-)|(?<="
              + LETTER
              + "-"
              + LETTER
              + "-))(?="
              + LETTER
              + "-?"
              + LETTER
              + ")|(?="
              + SPACE
              + "|\\Z)|(?<="
              + WORD
              + ")(?=-{2,}\\w))",
          Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern WORDS = Pattern.compile(SPACE + "+|" + NOT_SPACE + "+");

  List<String> lines(String text) {
    if (width <= 0) {
      throw TemplateException.runtime("invalid width " + width + " (must be > 0)");
    }
    Deque<String> chunks = new ArrayDeque<>();
    Matcher matcher = (breakHyphens ? PIECES : WORDS).matcher(text);
    while (matcher.find()) {
      chunks.add(matcher.group());
    }
    List<String> lines = new ArrayList<>();
    while (!chunks.isEmpty()) {
      if (!lines.isEmpty() && chunks.peek().isBlank()) {
        chunks.poll();
      }
      String line = line(chunks);
      if (!line.isEmpty()) {
        lines.add(line);
      }
    }
    return lines;
  }

  private String line(Deque<String> chunks) {
    List<String> parts = new ArrayList<>();
    int length = 0;
    while (!chunks.isEmpty() && length + size(chunks.peek()) <= width) {
      length += size(chunks.peek());
      parts.add(chunks.poll());
    }
    if (!chunks.isEmpty() && size(chunks.peek()) > width) {
      longWord(chunks, parts, length);
    }
    if (!parts.isEmpty() && parts.get(parts.size() - 1).isBlank()) {
      parts.remove(parts.size() - 1);
    }
    return String.join("", parts);
  }

  private static int size(String text) {
    return text.codePointCount(0, text.length());
  }

  private void longWord(Deque<String> chunks, List<String> parts, int length) {
    if (!breakLong) {
      if (parts.isEmpty()) {
        parts.add(chunks.poll());
      }
      return;
    }
    String chunk = chunks.poll();
    int end = Math.max(1, width - length);
    if (breakHyphens && size(chunk) > end) {
      int hyphen = chunk.substring(0, chunk.offsetByCodePoints(0, end)).lastIndexOf('-');
      if (hyphen > 0 && chunk.substring(0, hyphen).chars().anyMatch(c -> c != '-')) {
        end = size(chunk.substring(0, hyphen + 1));
      }
    }
    int at = chunk.offsetByCodePoints(0, Math.min(end, size(chunk)));
    parts.add(chunk.substring(0, at));
    if (at < chunk.length()) {
      chunks.push(chunk.substring(at));
    }
  }
}
