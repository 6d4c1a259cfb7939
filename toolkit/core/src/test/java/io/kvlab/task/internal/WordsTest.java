package io.kvlab.task.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worked by hand from the definition: SQuAD's F1. */
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
}
