package io.kvlab.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ratios as programs compute them; the right column is what their authors meant. */
class MeantRatioTest {
  @ParameterizedTest
  @CsvSource({
    "0.30000000000000004, 0.3",
    "0.09999999999999998, 0.1",
    "0.7999999999999999, 0.8",
    "0.10000000149011612, 0.1",
    "0.3333333333333333, 0.333333333333",
    "0.12345678, 0.12345678",
    "1e-3, 0.001",
    "0.9999999999999999, 1"
  })
  void tracesOfArithmeticAreRounded(String computed, String meant) {
    assertThat(Budget.ratio(computed)).isEqualTo(Budget.ratio(meant));
  }
}
