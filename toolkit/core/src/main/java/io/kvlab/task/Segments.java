package io.kvlab.task;

import io.kvlab.model.Range;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What stands for shots in a prompt that has none: sentences of a document, lines of a text. */
public final class Segments {
  private Segments() {}

  /** The sentences of a text, each with the white space after it; the spans tile the text. */
  public static List<Range> sentences(String text) {
    BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ROOT);
    breaks.setText(text);
    List<Range> spans = new ArrayList<>();
    int from = breaks.first();
    for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
      spans.add(new Range(from, to));
      from = to;
    }
    return spans;
  }

  /** The lines of a text, each with its line end; the spans tile the text. */
  public static List<Range> lines(String text) {
    List<Range> spans = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      int to = end < 0 ? text.length() : end + 1;
      spans.add(new Range(from, to));
      from = to;
    }
    return spans;
  }
}
