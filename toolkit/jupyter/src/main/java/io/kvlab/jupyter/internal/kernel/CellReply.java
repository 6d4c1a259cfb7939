package io.kvlab.jupyter.internal.kernel;

import java.util.List;

/** How a cell ended. */
public sealed interface CellReply {
  record Done() implements CellReply {}

  /**
   * @param name kind of failure, one word
   * @param message one line
   * @param lines what the reader sees; never a stack trace of kvlab
   */
  record Failed(String name, String message, List<String> lines) implements CellReply {
    public Failed {
      lines = List.copyOf(lines);
    }

    static Failed of(String name, String text) {
      List<String> lines = text.lines().toList();
      return new Failed(name, lines.isEmpty() ? "" : lines.get(0), lines);
    }
  }
}
