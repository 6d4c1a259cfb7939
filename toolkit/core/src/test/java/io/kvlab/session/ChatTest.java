package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.KvlabException;
import io.kvlab.result.ExampleRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code chat on|off|auto} for a model that has a format. */
class ChatTest {
  @TempDir Path folder;

  /** The bundled model under a name whose entry says that it speaks ChatML. */
  private Session session() throws IOException {
    Path manifest = folder.resolve("mine.yaml");
    try (Session bundled = Workshop.bundled(folder)) {
      Files.writeString(
          manifest,
          """
          models:
            talker:
              title: the bundled model, said to speak ChatML
              path: %s
              licence: Apache-2.0
              context: 1536
              chat: chatml
              dtype: float32
              memory_mb: 16
          """
              .formatted(bundled.catalog().modelFolder("nano")));
    }
    return Session.open(
        Settings.defaults()
            .with(SettingKey.STORE, folder.resolve("runs.db").toString(), "test")
            .with(SettingKey.MANIFEST, manifest.toString(), "test")
            .with(SettingKey.DEVICE, "cpu", "test"));
  }

  @Test
  void autoTemplatesQuestionsWithoutShotsAndLeavesWorkedExamplesPlain() throws Exception {
    try (Session session = session()) {
      assertThat(lengths(session, "gsm-mini", ""))
          .isEqualTo(lengths(session, "gsm-mini", "chat off"));
      assertThat(lengths(session, "gsm-mini", "shots 0").get(0))
          .isGreaterThan(lengths(session, "gsm-mini", "shots 0 chat off").get(0));
      assertThat(lengths(session, "gsm-mini", "chat on").get(0))
          .isGreaterThan(lengths(session, "gsm-mini", "chat off").get(0));
      session.set(SettingKey.CHAT, "on");
      assertThat(lengths(session, "gsm-mini", ""))
          .isEqualTo(lengths(session, "gsm-mini", "chat on"));
    }
  }

  private static List<Integer> lengths(Session session, String task, String options) {
    return Workshop.grid(session, "baseline on " + task + " with talker limit 2 max 1 " + options)
        .rows()
        .stream()
        .map(row -> Workshop.measured(row).cache().promptTokens())
        .toList();
  }

  @Test
  void aRunSaysItsFormatAndIsRepeatedInIt() throws Exception {
    try (Session session = session()) {
      Grid grid =
          Workshop.grid(session, "compress h2o ratio 0.5 on gsm-mini with talker limit 2 chat on");
      JsonNode provenance = new ObjectMapper().readTree(grid.provenance());
      assertThat(provenance.at("/models/talker/chat").asText()).isEqualTo("chatml");
      assertThat(grid.summary().stringColumn("settings").asList()).containsOnly("chat on");

      Grid again =
          ((Outcome.Experiment) session.again(grid.run(), io.kvlab.engine.RunProgress.SILENT))
              .grid();
      assertThat(again.rows().stream().map(ChatTest::said).toList())
          .isEqualTo(grid.rows().stream().map(ChatTest::said).toList());
    }
  }

  private static List<Object> said(ExampleRow row) {
    ExampleRow.Measured measured = Workshop.measured(row);
    return List.of(row.cell(), row.example(), measured.cache(), measured.answer());
  }

  @Test
  void generateReadsItsTextAsAQuestionUnlessToldNot() throws Exception {
    try (Session session = session()) {
      int[] plain = read(session, "chat off");
      assertThat(read(session, "chat on")).hasSizeGreaterThan(plain.length);
      assertThat(read(session, "")).isEqualTo(read(session, "chat on"));
    }
  }

  private static int[] read(Session session, String options) {
    Outcome outcome =
        session
            .execute(
                "generate \"Ben has 4 eggs.\" with talker max 1 " + options,
                io.kvlab.engine.RunProgress.SILENT)
            .get(0);
    return ((Outcome.Generation) outcome).generated().promptIds();
  }

  @Test
  void aModelWithoutAFormatRefusesToChat() {
    try (Session session = Workshop.bundled(folder)) {
      assertThatThrownBy(
              () -> Workshop.grid(session, "baseline on gsm-mini with nano limit 1 chat on"))
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("nano has no chat format");
    }
  }
}
