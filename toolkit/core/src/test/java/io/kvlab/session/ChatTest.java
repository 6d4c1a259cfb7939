package io.kvlab.session;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code chat on|off|auto} for a model that has a template. */
class ChatTest {
  @TempDir Path folder;

  private static final String TEMPLATE =
      "{{ bos_token }}{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content +"
          + " '<|im_end|>\\n' }}{% endfor %}{% if not plain %}{{ '<|im_start|>assistant\\n' }}"
          + "{% endif %}";

  /** The bundled model under a name, with a chat template in its folder. */
  private Session session() throws IOException {
    Path manifest = folder.resolve("mine.yaml");
    Path talker = Files.createDirectories(folder.resolve("talker"));
    try (Session bundled = Workshop.bundled(folder)) {
      try (Stream<Path> files = Files.list(bundled.catalog().modelFolder("nano"))) {
        for (Path file : files.toList()) {
          Files.copy(file, talker.resolve(file.getFileName()), REPLACE_EXISTING);
        }
      }
      Files.writeString(talker.resolve("chat_template.jinja"), TEMPLATE);
      Files.writeString(
          manifest,
          """
          models:
            talker:
              title: the bundled model with a template
              path: %s
              licence: Apache-2.0
              context: 1536
              chat: chatml
              dtype: float32
              memory_mb: 16
          """
              .formatted(talker));
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
      assertThat(provenance.at("/models/talker/sha256/chat_template.jinja").asText()).hasSize(64);
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
          .hasMessageContaining("nano has no chat template");
    }
  }

  @Test
  void variablesAndAnotherTemplateMakeOtherRows() throws Exception {
    Path other = Files.writeString(folder.resolve("other.jinja"), "{{ messages[0].content }}");
    try (Session session = session()) {
      String file = "chat \"" + other + "\"";
      assertThat(lengths(session, "gsm-mini", "chat on(plain=true)").get(0))
          .isLessThan(lengths(session, "gsm-mini", "chat on").get(0));
      assertThat(lengths(session, "gsm-mini", file).get(0))
          .isEqualTo(lengths(session, "gsm-mini", "chat off").get(0) - 1);
      assertThat(settings(session, "chat on(plain=true)")).containsOnly("chat on(plain=true)");
      assertThat(settings(session, file)).containsOnly(file);
    }
  }

  private static List<String> settings(Session session, String options) {
    return Workshop.grid(session, "baseline on gsm-mini with talker limit 1 max 1 " + options)
        .summary()
        .stringColumn("settings")
        .asList();
  }

  @Test
  void shotsThatCannotBeTurnsAreRefusedAsSuch() throws Exception {
    try (Session session = session()) {
      assertThatThrownBy(() -> lengths(session, "gsm-mini", "shots 2 as turns"))
          .hasMessageContaining("whole texts");
      assertThatThrownBy(() -> lengths(session, "gsm-mini", "shots 2 as turns chat off"))
          .hasMessageContaining("leave one of the two out");
    }
  }

  @Test
  void whatTheTemplateRefusesIsSaidAndNothingRuns() throws Exception {
    Path other =
        Files.writeString(folder.resolve("no.jinja"), "{{ raise_exception('Only Latin.') }}");
    try (Session session = session()) {
      assertThatThrownBy(() -> lengths(session, "gsm-mini", "chat \"" + other + "\""))
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("Only Latin.");
    }
  }
}
