package io.kvlab.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The keywords, and that each is explained. */
@Tag("locale")
class KeywordsTest {
  /** A word added here may be a name in someone's notebook: see that it is in nonReserved. */
  @Test
  void theKeywordsAreTheseAndNoOthers() {
    assertThat(String.join(" ", Dsl.keywords()))
        .isEqualTo(
            "compress baseline attention generate explain plot compare show describe help export"
                + " report set ratio capacity decode at on with shots as turns limit seed"
                + " context continuation windows max chat device scoring without fresh example layer head"
                + " of by color facet save task model policy vs to step models tasks policies runs"
                + " settings plots paper prompt question last off auto generation likelihood true"
                + " false");
  }

  @Test
  void everyKeywordIsExplainedAndNothingElse() {
    List<String> topics = Help.topics().stream().map(Help.Topic::name).toList();
    assertThat(topics).containsExactlyInAnyOrderElementsOf(Dsl.keywords());
    assertThat(Help.topics()).allMatch(topic -> topic.summary().endsWith("."));
  }

  @Test
  void everyStatementHasSyntaxAndExamples() {
    assertThat(Help.statements()).hasSize(13);
    for (Help.Topic topic : Help.statements()) {
      assertThat(topic.syntax()).as(topic.name()).isNotEmpty();
      assertThat(topic.examples()).as(topic.name()).isNotEmpty();
      assertThat(Help.overview()).contains(topic.name() + " ", topic.summary());
      assertThat(topic.render()).contains(topic.examples());
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void theExamplesParse(String example) {
    assertThat(Dsl.parse(example).statements()).hasSize(1);
    assertThat(Dsl.looksLikeStatement(example)).isTrue();
  }

  static Stream<String> examples() {
    return Help.statements().stream().flatMap(topic -> topic.examples().stream());
  }

  /** Each option's keyword stands in the syntax of at least one statement. */
  @Test
  void theSyntaxNamesEveryKeyword() {
    List<String> lines = Help.statements().stream().flatMap(t -> t.syntax().stream()).toList();
    String all = String.join(" ", lines) + " step true false ";
    assertThat(Dsl.keywords()).allMatch(keyword -> all.matches(".*\\b" + keyword + "\\b.*"));
  }

  @Test
  void suggestionsAllowOneSlipInThreeLetters() {
    List<String> words = List.of("snapkv", "shotkv", "h2o", "streamingllm", "full", "gsm8k");
    assertThat(Suggestions.closest("snapvk", words)).contains("snapkv");
    assertThat(Suggestions.closest("SNAPKV", words)).contains("snapkv");
    assertThat(Suggestions.closest("h20", words)).contains("h2o");
    assertThat(Suggestions.closest("stream", words)).contains("streamingllm");
    assertThat(Suggestions.closest("gsm", words)).contains("gsm8k");
    assertThat(Suggestions.closest("pyramid", words)).isEmpty();
    assertThat(Suggestions.closest("x", words)).isEmpty();
  }

  /** Values from the literature's examples of the restricted Damerau-Levenshtein distance. */
  @Test
  void distanceCountsTranspositionsAsOne() {
    assertThat(Suggestions.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Suggestions.distance("ca", "abc")).isEqualTo(3);
    assertThat(Suggestions.distance("ab", "ba")).isEqualTo(1);
    assertThat(Suggestions.distance("", "abc")).isEqualTo(3);
    assertThat(Suggestions.distance("same", "same")).isZero();
  }
}
