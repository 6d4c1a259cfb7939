package io.kvlab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.ChatMode;
import io.kvlab.model.Range;
import io.kvlab.model.checkpoint.SpecialTokens;
import io.kvlab.task.Region.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Prompts as conversations: which messages they become, and where their parts are found again. */
class ConversationsTest {
  private static final String CHATML =
      "{% if messages[0].role != 'system' %}{{ '<|im_start|>system\nBe kind.<|im_end|>\n' }}{% endif %}"
          + "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' + m.content + '<|im_end|>\n' }}"
          + "{% endfor %}{{ '<|im_start|>assistant\n' }}";

  // "About x.\n\n" "Q: a\nA: 1\n\n" "Q: b\nA: 2\n\n" "Q: c\nA:"
  private static Prompt shots(boolean system) {
    String text = "About x.\n\nQ: a\nA: 1\n\nQ: b\nA: 2\n\nQ: c\nA:";
    return new Prompt(
        "p",
        text,
        List.of(
            new Region(system ? Kind.SYSTEM : Kind.INSTRUCTION, new Range(0, 10)),
            new Region(Kind.SHOT, new Range(10, 21)),
            new Region(Kind.SHOT, new Range(21, 32)),
            new Region(Kind.QUESTION, new Range(32, text.length()))),
        "3",
        List.of(new Range(17, 21), new Range(28, 32)),
        false);
  }

  private static Prompt written(String template, Prompt prompt, boolean turns) {
    ModelChat chat = new ModelChat("it", template, new SpecialTokens(Map.of(), Optional.empty()));
    return Conversations.apply(ChatUse.of(ChatMode.ON).withTurns(turns), Optional.of(chat), prompt);
  }

  private static List<String> parts(Prompt prompt) {
    return prompt.regions().stream()
        .map(
            region ->
                region.kind()
                    + ":"
                    + prompt.text().substring(region.chars().from(), region.chars().to()))
        .toList();
  }

  /** As lm-evaluation-harness makes them: the description stands as the system message. */
  @Test
  void aParagraphInFrontOfShotsIsTheSystemMessageAndTheRestOneMessage() {
    assertThat(Conversations.messages(shots(false), false))
        .containsExactly(
            new Message("system", "About x.\n\n"),
            new Message("user", "Q: a\nA: 1\n\nQ: b\nA: 2\n\nQ: c\nA:"));
  }

  @Test
  void shotsAsTurnsAreQuestionsWithTheirAnswersAlone() {
    assertThat(Conversations.messages(shots(true), true))
        .containsExactly(
            new Message("system", "About x."),
            new Message("user", "Q: a\nA:"),
            new Message("assistant", "1"),
            new Message("user", "Q: b\nA:"),
            new Message("assistant", "2"),
            new Message("user", "Q: c\nA:"));
  }

  @Test
  void partsAreFoundInWhatTheTemplateWrites() {
    assertThat(parts(written(CHATML, shots(true), false)))
        .containsExactly(
            "START:<|im_start|>system\n",
            "SYSTEM:About x.<|im_end|>\n<|im_start|>user\n",
            "SHOT:Q: a\nA: 1\n\n",
            "SHOT:Q: b\nA: 2\n\n",
            "QUESTION:Q: c\nA:<|im_end|>\n<|im_start|>assistant\n");
    assertThat(parts(written(CHATML, shots(true), true)).get(2))
        .isEqualTo(
            "SHOT:Q: a\nA:<|im_end|>\n<|im_start|>assistant\n1<|im_end|>\n<|im_start|>user\n");
  }

  @Test
  void theTemplatesOwnSystemMessageStandsWhereTheTaskHasNone() {
    Prompt question =
        new Prompt("p", "Why?", List.of(new Region(Kind.QUESTION, new Range(0, 4))), "");
    Prompt written = written(CHATML, question, false);
    assertThat(written.text()).startsWith("<|im_start|>system\nBe kind.<|im_end|>\n");
    assertThat(written.rendered()).isTrue();
    assertThat(parts(written).get(1)).isEqualTo("QUESTION:Why?<|im_end|>\n<|im_start|>assistant\n");
  }

  @Test
  void aTemplateThatTrimsKeepsThePartsAndOneThatRewritesIsRefused() {
    String trims = CHATML.replace("m.content", "(m.content|trim)");
    assertThat(parts(written(trims, shots(false), false)).get(2)).isEqualTo("SHOT:Q: a\nA: 1\n\n");
    String shouts = CHATML.replace("m.content", "(m.content|upper)");
    assertThatThrownBy(() -> written(shouts, shots(false), false))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("cannot be found");
  }

  @Test
  void shotsThatAreWholeTextsAreNoTurns() {
    Prompt prompt = shots(true);
    Prompt whole = new Prompt("p", prompt.text(), prompt.regions(), "");
    assertThatThrownBy(() -> Conversations.messages(whole, true))
        .hasMessageContaining("whole texts");
  }

  @Test
  void wordsOfAUseAreThoseOfTheLanguage() {
    ChatUse use =
        new ChatUse(
            ChatMode.ON,
            new java.util.TreeMap<>(Map.of("thinking", false, "style", "brief")),
            Optional.empty(),
            true);
    assertThat(use.words()).isEqualTo("chat on(style=\"brief\", thinking=false) shots as turns");
  }
}
