package io.kvlab.model.decode;

import java.util.List;

/** The marks between which models think before they answer. */
public final class ThoughtMarks {
  private static final List<String> BEGINNINGS = List.of("<think>", "<thinking>", "[THINK]");
  private static final List<String> ENDS = List.of("</think>", "</thinking>", "[/THINK]");

  private ThoughtMarks() {}

  /** Where the text behind the last closing mark begins; 0 where there is none. */
  public static int end(String text) {
    int end = 0;
    for (String mark : ENDS) {
      int at = text.lastIndexOf(mark);
      end = at < 0 ? end : Math.max(end, at + mark.length());
    }
    return end;
  }

  /** Whether thoughts begin behind a place, and thus were not ended. */
  public static boolean open(String text, int from) {
    return BEGINNINGS.stream().anyMatch(mark -> text.indexOf(mark, from) >= 0);
  }
}
