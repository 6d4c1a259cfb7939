package io.kvlab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two minutes where CI is set, a few seconds elsewhere; {@code -Dkvlab.fuzz.seconds} says else. */
class FuzzTest {
  @Test
  void nonsenseIsRefusedWithASentence() {
    int seconds = Integer.getInteger("kvlab.fuzz.seconds", System.getenv("CI") == null ? 12 : 120);
    long seed = Long.getLong("kvlab.fuzz.seed", 7);
    assertThat(Fuzz.run(Duration.ofSeconds(seconds), seed, List.of(), System.out)).isEmpty();
  }
}
