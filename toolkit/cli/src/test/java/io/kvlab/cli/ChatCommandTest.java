package io.kvlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code chat}: its two forms and their output. */
class ChatCommandTest {
  @TempDir Path folder;

  private record Ended(int code, String out, String err) {
    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(out);
    }
  }

  private Ended chat(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    String[] all = new String[arguments.length + 1];
    all[0] = "chat";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    try {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
      int code = Main.commandLine().execute(all);
      return new Ended(
          code, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aTemplateFileIsRenderedWithTheSpansOfItsMessages() throws IOException {
    String template =
        file(
            "t.jinja",
            "{{ bos_token }}[{{ messages[0].content|trim }}]{% if add_generation_prompt %}>{% endif"
                + " %}{{ x }} {{ tools is none }} {{ strftime_now('%d %b') }}");
    String messages = file("m.json", "[{\"role\": \"user\", \"content\": \" \uD83D\uDE00b \"}]");
    JsonNode json =
        chat(
                "--template",
                template,
                "--messages",
                messages,
                "--date",
                "2026-11-28",
                "--var",
                "x=3",
                "--format",
                "json")
            .json();
    assertThat(json.get("text").asText()).isEqualTo("[\uD83D\uDE00b]>3 True 28 Nov");
    assertThat(json.has("ids")).isFalse();
    assertThat(json.get("spans").toString())
        .isEqualTo("[{\"message\":0,\"part\":0,\"from\":1,\"to\":3}]");
    assertThat(
            chat(
                    "--template",
                    template,
                    "--messages",
                    messages,
                    "--bos",
                    "<s>",
                    "--no-generation-prompt",
                    "--date",
                    "2026-11-28")
                .out())
        .startsWith("<s>[\uD83D\uDE00b] True");
  }

  @Test
  void aFailureIsTheTemplatesSentenceAndExitCodeOne() throws IOException {
    String template = file("t.jinja", "{{ raise_exception('No system!') }}");
    Ended ended = chat("--template", template, "--messages", file("m.json", "[]"));
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.err()).contains("No system!");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void casesGiveATextOrAnErrorEach() throws IOException {
    file("a.jinja", "{{ bos_token }}{{ messages|length }}{{ tools[0].n }}");
    file("b.jinja", "\n{{ raise_exception('Only one.') if messages }}{{ x.y }}");
    String cases =
        file(
            "cases.json",
            """
            [{"template": "a.jinja", "messages": [1], "bos_token": "B", "eos_token": null,
              "add_generation_prompt": true, "variables": {"tools": [{"n": 5}]},
              "date": "2026-11-28"},
             {"template": "b.jinja", "messages": [1]},
             {"template": "b.jinja", "messages": []}]
            """);
    Ended ended = chat("--cases", cases);
    assertThat(ended.code()).isZero();
    assertThat(ended.json().toString())
        .isEqualTo(
            "{\"results\":[{\"text\":\"B15\"},{\"error\":\"Only one.\"},"
                + "{\"error\":\"Line 2: 'x' is undefined\"}]}");
    assertThat(chat("--cases", file("no.json", "{}")).code()).isEqualTo(2);
  }
}
