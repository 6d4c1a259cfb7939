package io.kvlab.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Holds the interpreter against cases that {@code src/test/python/differential.py} made. */
final class Differential {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Differential() {}

  /** What differs, one line a case. */
  static List<String> differences(JsonNode file) {
    Map<String, ?> variables = JSON.convertValue(file.get("variables"), Map.class);
    List<String> differences = new ArrayList<>();
    for (JsonNode one : file.get("cases")) {
      String wanted = one.has("text") ? "text " + one.get("text").asText() : "failure";
      String got;
      String said = "";
      try {
        got =
            "text "
                + ChatTemplate.parse(one.get("source").asText())
                    .render(variables, LocalDateTime.of(2026, 1, 2, 3, 4))
                    .text();
      } catch (TemplateException e) {
        got = "failure";
        said = " (" + e.getMessage() + ")";
      } catch (RuntimeException e) {
        got =
            "crash "
                + e
                + " "
                + List.of(e.getStackTrace()).subList(0, Math.min(3, e.getStackTrace().length));
      }
      if (!got.equals(wanted)) {
        differences.add(
            (one.get("source").asText()
                    + "\n   want "
                    + wanted
                    + " "
                    + one.path("error").asText()
                    + "\n   got  "
                    + got
                    + said)
                .replace("\r", "\\r"));
      }
    }
    return differences;
  }

  /** For larger runs: {@code Differential FILE}. */
  public static void main(String[] args) throws IOException {
    JsonNode file = JSON.readTree(new File(args[0]));
    List<String> differences = differences(file);
    differences.forEach(System.out::println);
    System.out.println(differences.size() + " of " + file.get("cases").size());
  }
}
