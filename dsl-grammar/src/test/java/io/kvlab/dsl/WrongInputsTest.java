package io.kvlab.dsl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a wrong text is answered with: line, column and sentence, as wrong-inputs.txt lists them.
 */
@Tag("locale")
class WrongInputsTest {
  @ParameterizedTest
  @MethodSource("table")
  void aWrongTextIsAnsweredWithItsPlaceAndASentence(String text, String answer) {
    DslException error = refused(text);
    assertThat(error.line() + ":" + error.column() + " " + error.getMessage()).isEqualTo(answer);
  }

  static Stream<Arguments> table() throws IOException {
    try (InputStream in = WrongInputsTest.class.getResourceAsStream("wrong-inputs.txt")) {
      List<String> lines =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
      List<Arguments> table = new ArrayList<>();
      for (int i = 0; i < lines.size(); i += 2) {
        table.add(Arguments.of(lines.get(i).replace("\\n", "\n"), lines.get(i + 1).strip()));
      }
      assertThat(table).hasSizeGreaterThan(60);
      return table.stream();
    }
  }

  @Test
  void anErrorShowsItsLineWithCaretsUnderThePlace() {
    assertThat(refused("show models\ncompress snapvk ratio 0.1 on gsm8k with nano").rendered())
        .isEqualTo(
            """
            line 2, column 10: Unknown policy 'snapvk'. Did you mean 'snapkv'?
              compress snapvk ratio 0.1 on gsm8k with nano
                       ^^^^^^""");
  }

  @Test
  void caretsStandUnderThePlaceBehindTabsAndWideCharacters() {
    assertThat(refused("\tcompress snapkv ratio 2 on gsm8k with nano").rendered())
        .endsWith("  \tcompress snapkv ratio 2 on gsm8k with nano\n  \t                      ^");
    assertThat(refused("show grid; generate \"\ud83d\ude00\" max x").rendered())
        .endsWith("\n  " + " ".repeat("show grid; generate \"x\" max ".length()) + "^");
  }

  @Test
  void aLongLineIsShownAroundThePlace() {
    String list = "snapkv, ".repeat(450);
    String[] lines =
        refused("compress " + list + "42 ratio 1 on " + list + "mmlu").rendered().split("\n");
    assertThat(lines[1]).hasSize(2 + 3 + 100 + 3).contains("snapkv, 42 ratio 1 on");
    assertThat(lines[1].substring(lines[2].indexOf('^'))).startsWith("42 ratio");
  }

  @Test
  void controlCharactersNeverReachTheScreen() {
    assertThat(refused("compress \u001b[31mred").rendered()).doesNotContain("\u001b");
    assertThat(refused("compress \"a\u001b[31m\" ratio 1 on mmlu with nano").rendered())
        .doesNotContain("\u001b");
  }

  @Test
  void allProblemsOfAProgramAreFoundInOrder() {
    String text =
        "a = compress snapvk ratio 0.1 on mmul with nano\nplot kept of a\nplot kept of b by ratoi";
    assertThat(Checker.check(Dsl.parse(text), new SmallVocabulary()))
        .extracting(problem -> problem.span().line() + ":" + problem.span().column())
        .containsExactly("1:14", "1:34", "3:14", "3:19");
  }

  @Test
  void aPolicyAloneIsCheckedToo() {
    String text = "ada(snapkv(window=0))";
    DslException error =
        catchThrowableOfType(
            DslException.class,
            () -> Checker.requirePolicy(Dsl.parsePolicy(text), text, new SmallVocabulary()));
    assertThat(error.rendered())
        .isEqualTo(
            "line 1, column 19: 'window' must be at least 1, not 0.\n  "
                + text
                + "\n                    ^");
    assertThat(
            catchThrowableOfType(DslException.class, () -> Dsl.parsePolicy("ada(snapkv) x"))
                .getMessage())
        .isEqualTo("Expected the end of the policy, found 'x'.");
  }

  private static DslException refused(String text) {
    return catchThrowableOfType(
        DslException.class, () -> Checker.require(Dsl.parse(text), new SmallVocabulary()));
  }
}
