package io.kvlab.jupyter.internal.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.session.SettingKey;
import io.kvlab.session.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StdioServerTest {
  @TempDir Path folder;

  private List<JsonNode> answers(String... requests) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Settings settings =
        Settings.ofUser()
            .with(SettingKey.STORE, folder.resolve("runs.db").toString(), "the test's store");
    PrintStream before = System.out;
    try {
      StdioServer.serve(
          settings,
          folder,
          new ByteArrayInputStream(String.join("\n", requests).getBytes(UTF_8)),
          new PrintStream(out, true, UTF_8));
    } finally {
      System.setOut(before);
    }
    List<JsonNode> answers = new ArrayList<>();
    for (String line : out.toString(UTF_8).split("\n")) {
      answers.add(new ObjectMapper().readTree(line));
    }
    return answers;
  }

  @Test
  void aTableComesAsColumnsAndAsWhatANotebookShows() throws Exception {
    JsonNode done = answers("{\"id\": 7, \"do\": \"run\", \"text\": \"show plots\"}").get(0);
    assertThat(done.path("id").asInt()).isEqualTo(7);
    JsonNode result = done.at("/done/results/0");
    assertThat(result.at("/frame/columns/0/name").asText()).isEqualTo("plot");
    assertThat(result.at("/frame/columns/0/values").toString()).contains("\"degradation\"");
    assertThat(result.at("/shown/0/data/text~1html").asText()).contains("<table");
  }

  @Test
  void mistakesAreSentencesOfTheRequestThatMadeThem() throws Exception {
    List<JsonNode> answers =
        answers(
            "no JSON",
            "{\"id\": 1, \"do\": \"dance\"}",
            "{\"id\": 2, \"do\": \"run\", \"text\": \"show modls\"}");
    assertThat(answers.get(0).at("/failed/text").asText()).contains("one line of JSON");
    assertThat(answers.get(1).at("/failed/text").asText()).contains("'dance'", "complete");
    assertThat(answers.get(2).path("id").asInt()).isEqualTo(2);
    assertThat(answers.get(2).at("/failed/kind").asText()).isEqualTo("usage");
    assertThat(answers.get(2).at("/failed/text").asText()).contains("models", "^");
  }

  @Test
  void theLanguageIsCompletedAndExplained() throws Exception {
    List<JsonNode> answers =
        answers(
            "{\"id\": 1, \"do\": \"complete\", \"text\": \"compress sn\", \"caret\": 11}",
            "{\"id\": 2, \"do\": \"help\", \"text\": \"snapkv\"}");
    assertThat(answers.get(0).at("/done/matches/0/text").asText()).isEqualTo("snapkv");
    assertThat(answers.get(0).at("/done/start").asInt()).isEqualTo(9);
    assertThat(answers.get(1).at("/done/text").asText()).contains("window=32");
  }
}
