package io.kvlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.testing.Shared;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs where packed products of 384 rows and more are made wrong on purpose ({@code
 * linear_faulty.py}); the golden and naive tests run beside it and must not notice.
 */
@Tag("arithmetic")
class InjectedFaultTest {
  @Test
  void wrongProductsAreSwitchedOffAndSaidSo() {
    assumeTrue(System.getProperty("kvlab.test.linear") != null, "no fault is injected here");
    try (Model model = Model.load(Shared.path("models/stories260k"), ModelOptions.cpu())) {
      // gate and up (2 x 172 rows, enlarged), and the output matrix
      assertThat(model.switchedOff())
          .hasSize(1)
          .anySatisfy(note -> assertThat(note).contains("344 x 64").contains("are wrong"))
          .anySatisfy(note -> assertThat(note).contains("512 x 64"));
    }
  }
}
