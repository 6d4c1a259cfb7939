package io.kvlab.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Public templates with conversations, against what transformers rendered from them. */
class GoldenTemplatesTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("kvlab.shared", "../../../shared"), "golden/templates");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyCaseIsRenderedToTheCharacterOrFailsWhereItMust() throws IOException {
    assumeTrue(Files.exists(FOLDER), "skipped: " + FOLDER + " is absent");
    JsonNode golden = JSON.readTree(FOLDER.resolve("golden.json").toFile());
    Map<String, String> sources = new HashMap<>();
    List<String> differences = new ArrayList<>();
    int cases = 0;
    for (JsonNode one : golden.get("cases")) {
      String name = one.get("template").asText();
      if (!sources.containsKey(name)) {
        sources.put(name, Files.readString(FOLDER.resolve(name)));
      }
      cases++;
      String wanted = outcome(one);
      String got = rendered(sources.get(name), golden, one);
      if (!got.equals(wanted)) {
        differences.add(
            name + " " + one.get("conversation") + "\n  want " + wanted + "\n  got  " + got);
      }
    }
    assertThat(differences).as(String.join("\n", differences)).isEmpty();
    assertThat(cases).isEqualTo(1107);
  }

  private static String outcome(JsonNode one) {
    if (one.has("text")) {
      return "text " + one.get("text").asText();
    }
    return one.get("kind").asText().equals("raised")
        ? "raised " + one.get("error").asText()
        : "failure";
  }

  private static String rendered(String source, JsonNode golden, JsonNode one) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("tools", null);
    variables.put("documents", null);
    variables.put(
        "messages", plain(golden.get("conversations").get(one.get("conversation").asText())));
    variables.put("add_generation_prompt", one.get("add_generation_prompt").asBoolean());
    for (String token : List.of("bos_token", "eos_token")) {
      if (one.hasNonNull(token)) {
        variables.put(token, one.get(token).asText());
      }
    }
    one.get("variables")
        .fields()
        .forEachRemaining(e -> variables.put(e.getKey(), plain(e.getValue())));
    try {
      String text =
          ChatTemplate.parse(source)
              .render(variables, LocalDate.parse(one.get("date").asText()).atStartOfDay())
              .text();
      return "text " + text;
    } catch (TemplateException e) {
      return e.kind() == TemplateException.Kind.RAISED ? "raised " + e.getMessage() : "failure";
    }
  }

  private static Object plain(JsonNode node) {
    return JSON.convertValue(node, Object.class);
  }
}
