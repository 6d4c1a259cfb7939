package io.kvlab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.manifest.Manifest;
import io.kvlab.model.Range;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Golden strings: what the chat templates published with the models give, without the tokenizer's
 * start token.
 */
class ChatFormatTest {
  private static final Prompt PLAIN =
      new Prompt(
          "p",
          "Be brief.\n\nQ: one\nA: 1\n\nQ: two\nA:",
          List.of(
              region(Region.Kind.SYSTEM, 0, 11),
              region(Region.Kind.SHOT, 11, 24),
              region(Region.Kind.QUESTION, 24, 33)),
          "2");

  private static final Prompt BARE =
      new Prompt("p", "Who are you?", List.of(region(Region.Kind.QUESTION, 0, 12)), "");

  private static Region region(Region.Kind kind, int from, int to) {
    return new Region(kind, new Range(from, to));
  }

  static List<Arguments> golden() {
    String user = "Q: one\nA: 1\n\nQ: two\nA:";
    String date = "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n";
    String llamaUser = "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n";
    String llamaEnd = "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n";
    String llama = "<|start_header_id|>system<|end_header_id|>\n\n" + date;
    String qwen = "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.";
    return List.of(
        Arguments.of("llama3", PLAIN, llama + "Be brief." + llamaUser + user + llamaEnd),
        Arguments.of("llama3", BARE, llama + llamaUser + "Who are you?" + llamaEnd),
        Arguments.of("mistral", PLAIN, "[INST] Be brief.\n\n" + user + "[/INST]"),
        Arguments.of("mistral", BARE, "[INST] Who are you?[/INST]"),
        Arguments.of(
            "chatml",
            PLAIN,
            "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n"
                + user
                + "<|im_end|>\n<|im_start|>assistant\n"),
        Arguments.of(
            "chatml", BARE, "<|im_start|>user\nWho are you?<|im_end|>\n<|im_start|>assistant\n"),
        Arguments.of(
            "qwen2.5",
            BARE,
            "<|im_start|>system\n"
                + qwen
                + "<|im_end|>\n<|im_start|>user\nWho are you?<|im_end|>\n<|im_start|>assistant\n"),
        Arguments.of("deepseek-r1", PLAIN, "Be brief.<｜User｜>" + user + "<｜Assistant｜><think>\n"),
        Arguments.of("deepseek-r1", BARE, "<｜User｜>Who are you?<｜Assistant｜><think>\n"));
  }

  @ParameterizedTest
  @MethodSource("golden")
  void promptsReadAsTheModelsTemplatesWriteThem(String format, Prompt prompt, String expected) {
    assertThat(ChatFormat.of(format).apply(prompt).text()).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("golden")
  void shotsAndQuestionKeepTheirText(String format, Prompt prompt, String ignored) {
    Prompt chat = ChatFormat.of(format).apply(prompt);
    assertThat(chat.shots()).hasSameSizeAs(prompt.shots());
    for (int i = 0; i < prompt.shots().size(); i++) {
      assertThat(cut(chat, chat.shots().get(i))).isEqualTo(cut(prompt, prompt.shots().get(i)));
    }
    String question = cut(prompt, prompt.spans(Region.Kind.QUESTION).get(0));
    assertThat(cut(chat, chat.spans(Region.Kind.QUESTION).get(0)).stripLeading())
        .startsWith(question);
  }

  private static String cut(Prompt prompt, Range span) {
    return prompt.text().substring(span.from(), span.to());
  }

  @Test
  void autoLeavesWorkedExamplesPlainAndTemplatesConversations() {
    Optional<ChatFormat> llama = Optional.of(ChatFormat.of("llama3"));
    Prompt shots =
        new Prompt(
            "p",
            "Q: one\nA: 1\n\nQ: two\nA:",
            List.of(region(Region.Kind.SHOT, 0, 13), region(Region.Kind.QUESTION, 13, 22)),
            "2");
    assertThat(ChatFormat.apply(ChatMode.AUTO, llama, shots)).isEqualTo(shots);
    assertThat(ChatFormat.apply(ChatMode.ON, llama, shots).text()).contains("<|eot_id|>");
    assertThat(ChatFormat.apply(ChatMode.AUTO, llama, BARE).text()).contains("<|eot_id|>");
    assertThat(ChatFormat.apply(ChatMode.AUTO, llama, PLAIN).text()).contains("<|eot_id|>");
    assertThat(ChatFormat.apply(ChatMode.AUTO, Optional.empty(), BARE)).isEqualTo(BARE);
    assertThat(ChatFormat.apply(ChatMode.OFF, llama, BARE)).isEqualTo(BARE);
    assertThatThrownBy(() -> ChatFormat.apply(ChatMode.ON, Optional.empty(), BARE))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("no chat format");
  }

  /** Lines of the templates that the models of the manifest are published with. */
  @Test
  void aCheckpointsOwnTemplateTellsItsFormat() {
    assertThat(
            recognised(
                "{{- \"<|start_header_id|>system<|end_header_id|>\\n\\n\" }}\n{{- \"Cutting Knowledge Date: December 2023\\n\" }}"))
        .contains("llama3");
    assertThat(recognised("{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>' }}"))
        .as("Llama 3.0 has no dates; its format is not known here")
        .isEmpty();
    assertThat(recognised("{{- \"[INST] \" + message[\"content\"] + \"[/INST]\" }}"))
        .contains("mistral");
    assertThat(recognised("{{ bos_token + '[INST] <<SYS>>\\n' + system_message }}"))
        .as("Llama 2")
        .isEmpty();
    assertThat(recognised("{{- '<|im_start|>system\\nYou are Qwen, created by Alibaba Cloud. ' }}"))
        .contains("qwen2.5");
    assertThat(recognised("{{'<|im_start|>' + message['role'] + '\\n' + message['content'] }}"))
        .contains("chatml");
    assertThat(recognised("{{'<｜User｜>' + content}}{{'<｜Assistant｜><think>\\n'}}"))
        .contains("deepseek-r1");
    assertThat(recognised("{{ '### Instruction:' }}")).isEmpty();
  }

  private static Optional<String> recognised(String template) {
    return ChatFormat.recognised(template).map(ChatFormat::name);
  }

  @Test
  void everyModelOfTheManifestNamesAFormatThatExists() {
    assertThat(Manifest.bundled().models().values())
        .filteredOn(m -> m.chat().isPresent())
        .hasSizeGreaterThan(4)
        .allSatisfy(m -> assertThat(ChatFormat.of(m.chat().orElseThrow())).isNotNull());
    assertThatThrownBy(() -> ChatFormat.of("alpaca")).hasMessageContaining("llama3, mistral");
  }
}
