package io.kvlab.task.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worked by hand from the definitions: SQuAD's F1 and ROUGE-L's F. */
class WordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "the cat sat          | cat sat on a mat | 0.6666667",
        "The Cat!             | a cat            | 1",
        "yes                  | no               | 0",
        "new new york         | new york         | 0.8",
        "''                   | york             | 0",
        "U.S.A.               | usa              | 1",
      })
  void f1(String prediction, String gold, double expected) {
    assertThat(Words.f1(prediction, gold)).isCloseTo(expected, within(1e-6));
  }

  /** Lin 2004, section 3: "police killed the gunman" against two candidates. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "police kill the gunman | police killed the gunman | 0.75",
        "the gunman kill police | police killed the gunman | 0.5",
        "a b c d e              | a c e                    | 0.75",
        "x                      | y                        | 0",
      })
  void rougeL(String prediction, String gold, double expected) {
    assertThat(Words.rougeL(prediction, gold)).isCloseTo(expected, within(1e-9));
  }
}
