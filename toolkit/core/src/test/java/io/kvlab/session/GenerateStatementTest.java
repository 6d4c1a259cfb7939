package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.engine.RunProgress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateStatementTest {
  @TempDir Path folder;

  @Test
  void aTextThatEndsWithTheContextSaysSo() {
    try (Session session = Workshop.open(folder)) {
      String statement = "generate \"Once upon a time\" with stories260k max ";
      Generated cut = generated(session, statement + 99999);
      int prompt = cut.promptIds().length;
      assertThat(cut.ids()).hasSize(512 - prompt);
      assertThat(cut.notes())
          .containsExactly(
              "The text ends after "
                  + (512 - prompt)
                  + " of the 99,999 tokens asked for, where the model's context of 512 tokens is full"
                  + " (the prompt took "
                  + prompt
                  + "); a shorter prompt leaves more room.");
      assertThat(generated(session, statement + 5).notes()).isEmpty();
    }
  }

  private static Generated generated(Session session, String statement) {
    return ((Outcome.Generation) session.execute(statement, RunProgress.SILENT).get(0)).generated();
  }
}
