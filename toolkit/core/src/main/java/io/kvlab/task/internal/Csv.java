package io.kvlab.task.internal;

import io.kvlab.KvlabException;
import java.util.ArrayList;
import java.util.List;

/**
 * Comma-separated values as RFC 4180 has them: quoted cells may hold commas, line ends and doubled
 * quotes.
 */
final class Csv {
  private final String file;
  private final String text;
  private int at;
  private int line = 1;

  private Csv(String file, String text) {
    this.file = file;
    this.text = text;
  }

  static List<List<String>> parse(String file, String text) {
    return new Csv(file, text).records();
  }

  private List<List<String>> records() {
    List<List<String>> records = new ArrayList<>();
    while (at < text.length()) {
      List<String> cells = new ArrayList<>();
      cells.add(cell());
      while (at < text.length() && text.charAt(at) == ',') {
        at++;
        cells.add(cell());
      }
      lineEnd();
      if (cells.size() > 1 || !cells.get(0).isEmpty()) {
        records.add(cells);
      }
    }
    return records;
  }

  private String cell() {
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted();
    }
    int start = at;
    while (at < text.length() && ",\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private String quoted() {
    int began = line;
    StringBuilder cell = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
      }
      if (c != '"') {
        cell.append(c);
      } else if (at + 1 < text.length() && text.charAt(at + 1) == '"') {
        cell.append('"');
        at++;
      } else {
        at++;
        return cell.toString();
      }
    }
    throw KvlabException.run(
        "%s, line %d: a quoted cell begins here and never ends; mend the file"
            .formatted(file, began));
  }

  private void lineEnd() {
    if (at >= text.length()) {
      return;
    }
    char c = text.charAt(at);
    if (c != '\n' && c != '\r') {
      throw KvlabException.run(
          "%s, line %d: text follows the closing quote of a cell; double quotes inside a quoted cell"
                  .formatted(file, line)
              + " must be written twice");
    }
    at += c == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n' ? 2 : 1;
    line++;
  }
}
