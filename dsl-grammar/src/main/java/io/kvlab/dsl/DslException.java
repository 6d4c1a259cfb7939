package io.kvlab.dsl;

import io.kvlab.dsl.ast.SourceSpan;
import io.kvlab.dsl.ast.SourceText;

/**
 * A text is wrong. {@link #getMessage} is the sentence alone, {@link #rendered} what a user should
 * see:
 *
 * <pre>
 * line 1, column 10: Unknown policy 'snapvk'. Did you mean 'snapkv'?
 *   compress snapvk ratio 0.1 on gsm8k with nano
 *            ^^^^^^
 * </pre>
 */
public final class DslException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int WIDTH = 100;

  private final transient Problem problem;
  private final String rendered;

  public DslException(Problem problem, SourceText source) {
    super(problem.sentence(), null, false, false);
    this.problem = problem;
    this.rendered =
        "line "
            + line()
            + ", column "
            + column()
            + ": "
            + problem.sentence()
            + "\n"
            + excerpt(source, problem.span());
  }

  /** What is wrong. */
  public Problem problem() {
    return problem;
  }

  /** Line, from 1. */
  public int line() {
    return problem.span().line();
  }

  /** Column in code points, from 1. */
  public int column() {
    return problem.span().column();
  }

  /** Place and sentence, the line of the text, and carets under the place. */
  public String rendered() {
    return rendered;
  }

  private static String excerpt(SourceText source, SourceSpan span) {
    String text = source.text();
    int from = source.lineStart(span.start());
    int to = source.lineEnd(span.start());
    int start = Math.min(span.start(), to);
    int end = Math.max(start + 1, Math.min(span.end(), to));
    String before = "";
    String after = "";
    if (to - from > WIDTH) { // a window around the place, cut between code points
      int left = Math.max(from, start - WIDTH / 2);
      int right = Math.min(to, left + WIDTH);
      before = left > from ? "..." : "";
      after = right < to ? "..." : "";
      from = splitsPair(text, left) ? left + 1 : left;
      to = splitsPair(text, right) ? right - 1 : right;
      end = Math.max(start + 1, Math.min(end, to));
    }
    StringBuilder lines = new StringBuilder("  ").append(before);
    for (String part : text.substring(from, to).split("(?=\t)|(?<=\t)")) {
      lines.append(part.equals("\t") ? part : Problem.printable(part));
    }
    lines.append(after).append("\n  ").append(" ".repeat(before.length()));
    for (int c : text.substring(from, start).codePoints().toArray()) {
      lines.append(c == '\t' ? '\t' : ' ');
    }
    int marked = end <= to ? text.codePointCount(start, end) : 1;
    return lines.append("^".repeat(marked)).toString();
  }

  private static boolean splitsPair(String text, int offset) {
    return offset > 0
        && offset < text.length()
        && Character.isLowSurrogate(text.charAt(offset))
        && Character.isHighSurrogate(text.charAt(offset - 1));
  }
}
