package io.kvlab.jupyter.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.jupyter.internal.notebook.CollectedOutput;
import org.junit.jupiter.api.Test;

class LiveProgressTest {
  private final CollectedOutput output = new CollectedOutput(1);
  private final LiveProgress progress = new LiveProgress(output);

  @Test
  void whatIsStoppedLeavesALineAndNoBar() {
    progress.started("gsm-mini with nano", 10);
    progress.advanced(3);
    progress.end();
    progress.advanced(4); // the pass behind it goes on
    progress.finished("Done.");
    assertThat(output.texts()).containsExactly("Stopped after 3 of 10.");
    assertThat(output.outputs().toString()).doesNotContain("<progress");
  }

  @Test
  void eachStatementHasALineOfItsOwn() {
    progress.started("a", 1);
    progress.finished("Done: a.");
    progress.started("b", 1);
    progress.finished("Done: b.");
    assertThat(output.texts()).containsExactly("Done: a.", "Done: b.");
  }

  @Test
  void aWaitIsSaidAndItsLengthStays() {
    progress.waits("Waiting for what an earlier cell still computes.");
    assertThat(output.texts()).containsExactly("Waiting for what an earlier cell still computes.");
    progress.begins();
    progress.end();
    assertThat(output.texts()).singleElement().asString().startsWith("Waited 0 s");
  }
}
