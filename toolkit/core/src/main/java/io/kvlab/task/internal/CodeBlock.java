package io.kvlab.task.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The code in a completion that chat models write between fences. */
final class CodeBlock {
  private static final Pattern FENCE =
      Pattern.compile("^[ \\t]*(```+|~~~+)[ \\t]*([\\w+-]*)[^\\n]*\\n?", Pattern.MULTILINE);
  private static final Pattern DEFINES =
      Pattern.compile("^(?:async |def |class |import |from |@)", Pattern.MULTILINE);
  private static final Pattern PYTHON = Pattern.compile("(?i)|py|py3|python|python3");

  private CodeBlock() {}

  /** Whether a text breaks off within a block. */
  static boolean open(String text) {
    Matcher fences = FENCE.matcher(text);
    boolean open = false;
    while (fences.find()) {
      open = !open;
    }
    return open && !closesAlone(text);
  }

  /**
   * The block to judge: the first in Python that defines something, else the first in Python, else
   * the first; empty where there are no fences.
   */
  static Optional<String> in(String text) {
    if (closesAlone(text)) {
      return Optional.empty();
    }
    Matcher fences = FENCE.matcher(text);
    Optional<String> best = Optional.empty();
    int rank = 0;
    while (fences.find()) {
      String mark = fences.group(1);
      String language = fences.group(2);
      int from = fences.end();
      int to = text.length();
      while (fences.find()) {
        if (fences.group(1).startsWith(mark) && fences.group(2).isEmpty()) {
          to = fences.start();
          break;
        }
      }
      String block = text.substring(from, to);
      boolean python = PYTHON.matcher(language).matches();
      int worth = (python ? 2 : 1) + (python && DEFINES.matcher(block).find() ? 1 : 0);
      if (worth > rank) {
        rank = worth;
        best = Optional.of(block);
      }
      if (to == text.length()) {
        break;
      }
    }
    return best;
  }

  /** Of code that goes on with the prompt, what stands before a fence that only closes it. */
  static String beforeClosing(String text) {
    return closesAlone(text) ? text.substring(0, firstFence(text)) : text;
  }

  private static int firstFence(String text) {
    Matcher fences = FENCE.matcher(text);
    return fences.find() ? fences.start() : text.length();
  }

  /** A bare fence behind indented code closes a block that the prompt or nobody opened. */
  private static boolean closesAlone(String text) {
    Matcher fences = FENCE.matcher(text);
    if (!fences.find() || !fences.group(2).isEmpty()) {
      return false;
    }
    String before = text.substring(0, fences.start()).replaceFirst("\\A\\n+", "");
    return before.startsWith(" ") || before.startsWith("\t");
  }

  /** The block as it continues a prompt: indented where the prompt ends within a function. */
  static String continuing(String prompt, String block) {
    String end = prompt.stripTrailing();
    String line = end.substring(end.lastIndexOf('\n') + 1);
    String indent = line.substring(0, line.length() - line.stripLeading().length());
    boolean bare =
        !DEFINES.matcher(block).find()
            && !block.isBlank()
            && !Character.isWhitespace(block.replaceFirst("\\A\\n+", "").charAt(0));
    return bare && !indent.isEmpty() ? block.indent(0).replaceAll("(?m)^(?=.)", indent) : block;
  }
}
