package io.kvlab.task.internal;

import io.kvlab.KvlabException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Comma-separated values as RFC 4180 has them: quoted cells may hold commas, line ends and doubled
 * quotes. Empty lines are no records.
 */
final class Csv {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

  private Csv() {}

  static List<List<String>> parse(String file, String text) {
    List<List<String>> records = new ArrayList<>();
    long line = 0;
    try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
      Iterator<CSVRecord> rest = parser.iterator();
      while (true) {
        line = parser.getCurrentLineNumber() + 1;
        if (!rest.hasNext()) {
          return List.copyOf(records);
        }
        records.add(rest.next().toList());
      }
    } catch (UncheckedIOException e) {
      throw refusal(file, line, e);
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot fail to be read", e);
    }
  }

  private static KvlabException refusal(String file, long line, UncheckedIOException e) {
    boolean open = String.valueOf(e.getMessage()).contains("EOF"); // there is no other sign
    String wrong =
        open
            ? "a quoted cell begins here and never ends; mend the file"
            : "text follows the closing quote of a cell; double quotes inside a quoted cell must be"
                + " written twice";
    return KvlabException.run("%s, line %d: %s".formatted(file, line, wrong), e);
  }
}
