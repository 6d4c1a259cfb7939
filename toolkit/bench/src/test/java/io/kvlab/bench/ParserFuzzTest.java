package io.kvlab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The language against random and mutated texts. */
class ParserFuzzTest {
  @Test
  void randomAndMutatedTextsAreAnsweredWithAProgramOrTheLanguagesOwnError() {
    ParserFuzz.Figures figures = ParserFuzz.run(20_000, 7);
    assertThat(figures.failures()).isEmpty();
    assertThat(figures.failed()).isZero();
    assertThat(figures.accepted()).isGreaterThan(1000);
    assertThat(figures.refused()).isGreaterThan(1000);
  }
}
