package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.engine.RunProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** {@code show prompt}: what a model really reads. */
class ShowPromptTest {
  @TempDir Path folder;

  private static Outcome.Tabular shown(Session session, String options) {
    return (Outcome.Tabular) session.execute("show prompt " + options, RunProgress.SILENT).get(0);
  }

  @Test
  void partsTileThePromptAndItsTextIsTheTasks() {
    try (Session session = Workshop.bundled(folder)) {
      Outcome.Tabular shown = shown(session, "on gsm-mini with nano example 1 shots 2");
      Table table = shown.table();
      assertThat(table.stringColumn("part").asList())
          .containsSequence("shot 1", "shot 2", "question");
      String text = String.join("", table.stringColumn("text").asList()).replace("<start>", "");
      assertThat(text).isEqualTo(session.catalog().task("gsm-mini").prompt(1, 2).text());
      for (int row = 1; row < table.rowCount(); row++) {
        assertThat(table.intColumn("from").get(row)).isEqualTo(table.intColumn("to").get(row - 1));
      }
      assertThat(shown.notes().get(0)).contains("since the model has no chat template");
      assertThat(shown.notes()).anyMatch(note -> note.contains("puts 2 in front"));
    }
  }

  @Test
  void aTemplateOfOnesOwnIsShownAsItWrites() throws Exception {
    Path template = Files.writeString(folder.resolve("t.jinja"), "Ask: {{ messages[0].content }}");
    try (Session session = Workshop.bundled(folder)) {
      Outcome.Tabular shown =
          shown(session, "on gsm-mini with nano shots 0 chat \"" + template + "\"");
      assertThat(shown.table().stringColumn("text").get(0)).contains("Ask:");
      assertThat(shown.notes().get(0)).contains("written by the template " + template);
    }
  }

  @Test
  void layersAndTextsAreRefused() {
    try (Session session = Workshop.bundled(folder)) {
      assertThatThrownBy(() -> shown(session, "on gsm-mini with nano layer 2"))
          .hasMessageContaining("layer");
      assertThatThrownBy(() -> shown(session, "on gsm-mini with nano example 99999"))
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("has examples 0 to");
    }
  }
}
