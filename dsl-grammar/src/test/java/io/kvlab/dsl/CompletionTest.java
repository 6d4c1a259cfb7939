package io.kvlab.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.dsl.Completion.Kind;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is offered at the caret, marked with | in these texts. */
@Tag("locale")
class CompletionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "com| ! compress compare",
        "show models; des| ! describe",
        "show models\\nsh| ! show",
        "COMPRESS SN| ! snapkv",
        "compress s| ! streamingllm snapkv shotkv",
        "grid = | ! compress baseline attention generate",
        "compress ada(s| ! streamingllm snapkv shotkv",
        "compress snapkv(| ! window= kernel= pooling=",
        "compress snapkv(window=3, | ! kernel= pooling=",
        "compress snapkv(window=3,\\n  | ! kernel= pooling=",
        "compress snapkv(pooling=| ! avg max",
        "compress snapkv(pooling=m| ! max",
        "compress snapkv(kernel=| ! 3 5 7",
        "compress h2o(recent=| ! cap/2 cap",
        "compress h2o(recent=(c| ! cap/2 cap",
        "compress ada(snapkv(window=8), | ! floor= normalize=",
        "compress ada(policy=snapkv, normalize=| ! true false",
        "compress ada(snapkv(w| ! window=",
        "compress snapkv ratio 0.1 on | ! gsm8k mmlu gsm-mini needle",
        "compress snapkv ratio 0.1 on gsm-| ! gsm-mini",
        "compress snapkv ratio 0.1 on needle(| ! length=",
        "compress snapkv ratio 0.1 on mmlu w| ! with windows without",
        "compress snapkv ratio 0.1 on mmlu with | ! nano llama3-8b",
        "compress snapkv ratio 0.1 on mmlu with nano, l| ! llama3-8b",
        "compress snapkv ratio 0.1 at | ! prompt question last",
        "compress snapkv ratio 0.1 decode | ! ratio",
        "compress snapkv ratio 0.1..0.9 s| ! shots seed scoring step",
        "compress snapkv ratio 0.1 on mmlu chat | ! on off auto",
        "compress snapkv ratio 0.1 on mmlu device | ! cpu gpu",
        "compress snapkv ratio 0.1 on mmlu without | ! prefix-sharing verify",
        "plot | ! degradation kept",
        "plot degradation of g| ! grid generate",
        "plot degradation of grid by | ! ratio policy task",
        "plot degradation of grid po| ! policy",
        "show p| ! policies plots prompt",
        "describe sna| ! snapkv",
        "help compr| ! compress",
        "set | ! limit device",
        "set device | ! cpu gpu",
        "set limit | ! all",
        "compare snapkv v| ! vs",
        "compare snapkv vs h2o of | ! grid compress baseline attention generate",
        "export grid | ! to",
        "report p| ! paper",
        "compress broken(\\nshow mo| ! models",
      })
  void theGrammarAndTheVocabularyDecideWhatIsOffered(String text, String expected) {
    List<String> texts =
        complete(text.replace("\\n", "\n")).stream().map(Completion::text).toList();
    assertThat(String.join(" ", texts)).isEqualTo(expected);
  }

  @Test
  void whatIsGivenOnceIsNotOfferedAgain() {
    List<String> texts =
        complete("compress snapkv limit 3 decode ratio 0.5 capacity 8 chat on |").stream()
            .map(Completion::text)
            .toList();
    assertThat(texts).contains("on", "with", "seed").doesNotContain("limit", "ratio", "chat");
  }

  @Test
  void nothingIsOfferedInsideTextsNumbersAndComments() {
    assertThat(complete("generate \"Once com|")).isEmpty();
    assertThat(complete("compress snapkv ratio 0.|")).isEmpty();
    assertThat(complete("compress snapkv # com|")).isEmpty();
    assertThat(complete("compress snapkv ratio ratio |")).isEmpty();
  }

  @Test
  void aCompletionSaysWhatItReplacesAndWhatItIs() {
    assertThat(complete("compress sna|pk ratio 0.1"))
        .containsExactly(
            new Completion("snapkv", Kind.POLICY, "attention of the last window", 9, 14));
    assertThat(complete("compress snapkv(w|"))
        .containsExactly(
            new Completion(
                "window=",
                Kind.PARAMETER,
                "the last positions, whose attention is what counts (default 32)",
                16,
                17));
    assertThat(complete("compress snapkv rat|"))
        .containsExactly(
            new Completion(
                "ratio", Kind.KEYWORD, Help.on("ratio").orElseThrow().summary(), 16, 19));
  }

  @Test
  void namesThatNeedQuotesGetThem() {
    Vocabulary odd = kind -> List.of(new Described("my model", "mine"));
    assertThat(Completer.complete("baseline on x with ", 19, odd))
        .extracting(Completion::text)
        .containsExactly("\"my model\"");
  }

  private static List<Completion> complete(String marked) {
    int caret = marked.indexOf('|');
    return Completer.complete(marked.replace("|", ""), caret, new SmallVocabulary());
  }
}
