package io.kvlab.task;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.KvlabException;
import java.util.function.BiConsumer;

/**
 * One JSON object a line. A line ends at {@code \n}, {@code \r\n} or {@code \r}, and nowhere else:
 * U+0085 and U+2028 may stand in a text. A line that holds more than its object is refused, since
 * files that were joined without a newline between them would lose rows.
 */
public final class JsonLines {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonLines() {}

  /**
   * Reads a text.
   *
   * @param file its name, for messages
   * @param row given each object and the number of its line, from 1
   * @throws KvlabException for a line that is no object, with its line and column
   */
  public static void read(String file, String text, BiConsumer<Integer, JsonNode> row) {
    int number = 0;
    for (String line : text.split("\r\n|\n|\r", -1)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      JsonNode node;
      try {
        node = JSON.readTree(line);
      } catch (JsonProcessingException e) {
        throw refusal(file, number, e);
      }
      if (!node.isObject()) {
        throw KvlabException.run(
            "%s, line %d: every line must be one JSON object".formatted(file, number));
      }
      row.accept(number, node);
    }
  }

  /** What is wrong with a text, and where. */
  public static KvlabException refusal(String file, int line, JsonProcessingException e) {
    boolean more = String.valueOf(e.getMessage()).contains("FAIL_ON_TRAILING_TOKENS");
    return KvlabException.run(
        "%s, line %d, column %d: %s"
            .formatted(
                file,
                line + e.getLocation().getLineNr() - 1,
                e.getLocation().getColumnNr(),
                more
                    ? "something follows the object; put every object on a line of its own"
                    : "this is not JSON: " + e.getOriginalMessage()),
        e);
  }
}
