package io.kvlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.manifest.Manifest;
import io.kvlab.model.Range;
import io.kvlab.model.Tokenizer;
import io.kvlab.model.checkpoint.SpecialTokens;
import io.kvlab.task.ChatUse;
import io.kvlab.task.Conversations;
import io.kvlab.task.ModelChat;
import io.kvlab.task.Prompt;
import io.kvlab.task.Region;
import io.kvlab.task.TaskOptions;
import io.kvlab.task.catalog.Tasks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From prompts to tokens: the parts of a prompt are the same tokens in every chat format. */
class PreparationTest {
  private static final String RULES = "Answer every question.";

  @TempDir Path folder;
  private Tokenizer tokenizer;
  private int start;
  private String startText;

  /** The bundled tokenizer, which sets a start token, with the marks of all formats. */
  @BeforeEach
  void tokenizerWithTheMarksOfAllFormats() throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (InputStream in = Manifest.resource("models/nano/tokenizer.json").orElseThrow()) {
      ObjectNode tree = (ObjectNode) json.readTree(in);
      start = tree.at("/post_processor/special_tokens").iterator().next().at("/ids/0").asInt();
      startText = tree.at("/post_processor/special_tokens").fieldNames().next();
      ArrayNode added = (ArrayNode) tree.get("added_tokens");
      int id = tree.at("/model/vocab").size();
      for (String mark :
          List.of(
              "<|start_header_id|>",
              "<|end_header_id|>",
              "<|eot_id|>",
              "<|im_start|>",
              "<|im_end|>",
              "[INST]",
              "[/INST]",
              "<｜User｜>",
              "<｜Assistant｜>")) {
        added.add(
            json.valueToTree(
                Map.of(
                    "id",
                    id++,
                    "content",
                    mark,
                    "single_word",
                    false,
                    "lstrip",
                    false,
                    "rstrip",
                    false,
                    "normalized",
                    false,
                    "special",
                    true)));
      }
      Files.write(folder.resolve("tokenizer.json"), json.writeValueAsBytes(tree));
    }
    tokenizer = Tokenizer.load(folder).orElseThrow();
  }

  private static Prompt prompt() {
    return new Tasks(Manifest.bundled(), TaskOptions.fromEnvironment())
        .open("gsm-mini")
        .prompt(0, 8);
  }

  /** The prompt with a system text in front. */
  private static Prompt withSystem(Prompt prompt) {
    String system = RULES + "\n\n";
    List<Region> regions = new ArrayList<>();
    regions.add(new Region(Region.Kind.SYSTEM, new Range(0, system.length())));
    for (Region region : prompt.regions()) {
      regions.add(
          new Region(
              region.kind(),
              new Range(
                  region.chars().from() + system.length(), region.chars().to() + system.length())));
    }
    return new Prompt(prompt.id(), system + prompt.text(), regions, prompt.gold());
  }

  /** The shapes that the templates of the model families have. */
  private static final Map<String, String> TEMPLATES =
      Map.of(
          "llama3",
          "{{ bos_token }}{% for m in messages %}{{ '<|start_header_id|>' + m['role'] +"
              + " '<|end_header_id|>\n\n' + m['content'] | trim + '<|eot_id|>' }}{% endfor %}"
              + "{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}",
          "mistral",
          "{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}{{ '[INST] ' }}"
              + "{% if loop.index0 == 1 %}{{ messages[0].content + '\n\n' }}{% endif %}"
              + "{{ m.content + '[/INST]' }}{% endif %}{% endfor %}",
          "chatml",
          "{{ bos_token }}{% for m in messages %}{{ '<|im_start|>' ~ m.role ~ '\n' ~ m.content ~"
              + " '<|im_end|>\n' }}{% endfor %}{{ '<|im_start|>assistant\n' }}",
          "qwen2.5",
          "{{ bos_token }}{%- if messages[0].role != 'system' -%}{{ '<|im_start|>system\nBe good."
              + "<|im_end|>\n' }}{%- endif -%}{% for m in messages %}{{ '<|im_start|>' + m.role +"
              + " '\n' + m.content + '<|im_end|>\n' }}{% endfor %}{{ '<|im_start|>assistant\n' }}",
          "deepseek-r1",
          "{% set ns = namespace(s='') %}{% for m in messages %}{% if m.role == 'system' %}"
              + "{% set ns.s = m.content %}{% endif %}{% endfor %}{{ bos_token }}{{ ns.s }}"
              + "{% for m in messages %}{% if m.role == 'user' %}{{ '<｜User｜>' + m.content }}"
              + "{% endif %}{% endfor %}{{ '<｜Assistant｜><think>\n' }}");

  private Prompt written(String template, Prompt prompt) {
    String bos = startText;
    ModelChat chat =
        new ModelChat(
            template,
            TEMPLATES.get(template),
            new SpecialTokens(Map.of("bos_token", bos), Optional.empty()));
    return Conversations.apply(ChatUse.of(ChatMode.ON), Optional.of(chat), prompt);
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "mistral", "chatml", "qwen2.5", "deepseek-r1"})
  void shotsAndQuestionAreTheSameTokensInsideAConversation(String format) {
    for (Prompt plain : List.of(prompt(), withSystem(prompt()))) {
      PreparedPrompt alone = Preparation.prepare(tokenizer, 0, plain, List.of());
      PreparedPrompt chat = Preparation.prepare(tokenizer, 0, written(format, plain), List.of());

      assertThat(chat.shots()).hasSize(8);
      for (int i = 0; i < 8; i++) {
        // Mistral's opening mark ends with a blank, which becomes part of the first word.
        int same = format.equals("mistral") && chat.shots().get(i).from() < 3 ? 1 : 0;
        assertThat(tokens(chat.ids(), chat.shots().get(i), same))
            .isEqualTo(tokens(alone.ids(), alone.shots().get(i), same));
        if (i > 0) {
          assertThat(chat.shots().get(i).from()).isEqualTo(chat.shots().get(i - 1).to());
        }
      }
      int length = alone.length() - alone.question();
      assertThat(tokens(chat.ids(), new Range(chat.question(), chat.question() + length), 0))
          .isEqualTo(tokens(alone.ids(), new Range(alone.question(), alone.length()), 0));
      assertThat(chat.question()).isEqualTo(chat.shots().get(7).to());
      assertThat(chat.length()).isGreaterThan(chat.question() + length);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama3", "mistral", "chatml", "qwen2.5", "deepseek-r1"})
  void aConversationHasOneStartTokenInFrontAndItsMarksAreSingleTokens(String format) {
    Prompt templated = written(format, withSystem(prompt()));
    int[] ids = Preparation.prepare(tokenizer, 0, templated, List.of()).ids();
    assertThat(ids[0]).isEqualTo(start);
    assertThat(Arrays.stream(ids).filter(id -> id == start)).hasSize(1);
    int[] mark = tokenizer.encode("<|start_header_id|>", false).ids();
    assertThat(mark).hasSize(1);
    assertThat(Arrays.stream(ids)).as("marks follow the vocabulary").anyMatch(id -> id >= mark[0]);
  }

  @Test
  void choicesAreTheTokensThatFollowThePrompt() {
    Prompt prompt = prompt();
    int[] alone = tokenizer.encode(prompt.text(), true).ids();
    int[] whole = tokenizer.encode(prompt.text() + " The answer is 4", true).ids();
    List<int[]> choices = Preparation.choices(tokenizer, prompt, List.of(" The answer is 4", " 4"));
    assertThat(choices.get(0)).isEqualTo(Arrays.copyOfRange(whole, alone.length, whole.length));
    assertThat(tokenizer.decode(choices.get(1))).isEqualTo(" 4");
  }

  /** The tokens of a span without the first few. */
  private static int[] tokens(int[] ids, Range span, int without) {
    return Arrays.copyOfRange(ids, span.from() + without, span.to());
  }
}
