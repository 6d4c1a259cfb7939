package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An arithmetic dataset added by YAML alone and run with the bundled model. */
class OwnDatasetTest {
  private static final String ROWS =
      """
      {"people": "Ben has 12 eggs. Ben gets 7.", "left": 19}
      {"people": "Ann has 30 pens. Ann sells 4.", "left": 26}
      {"people": "Tom has 5 cups. Tom finds 9.", "left": 14}
      """;

  @TempDir Path folder;

  private Session session(String file) throws IOException {
    Path manifest = folder.resolve("mine.yaml");
    Files.writeString(
        manifest,
        """
        datasets:
          leftovers:
            title: What is left
            capability: arithmetic reasoning
            version: 1
            licence: CC0
            source: mine
            splits: {test: {files: ["%s"]}}
            prompt:
              question: "Q: {people} How many are left?\\nA:"
              answer: " The answer is {left}."
            shots: {default: 2, split: test}
            gold: "{left}"
            stops: ["\\n\\n"]
            max_tokens: 16
            score: {metric: number, extract: {last: {pattern: '-?[0-9]+', take: last}}}
        """
            .formatted(file));
    return Session.open(
        Settings.defaults()
            .with(SettingKey.STORE, folder.resolve("runs.db").toString(), "test")
            .with(SettingKey.MANIFEST, manifest.toString(), "test")
            .with(SettingKey.DEVICE, "cpu", "test"));
  }

  @Test
  void aDatasetBesideItsManifestIsRunByYamlAlone() throws IOException {
    Files.writeString(folder.resolve("left.jsonl"), ROWS);
    try (Session session = session("left.jsonl")) {
      Grid grid = Workshop.grid(session, "compress streamingllm ratio 0.5 on leftovers with nano");
      assertThat(grid.rows())
          .extracting(row -> Workshop.measured(row).answer().gold())
          .containsExactlyInAnyOrder("19", "26", "14", "19", "26", "14");
    }
  }

  /** It is fetched when it is first asked for; from this machine only where the user allows it. */
  @Test
  void aDatasetAtAnAddressIsFetchedUnderTheRulesForAddresses() throws IOException {
    String name = UUID.randomUUID() + ".jsonl"; // never in this machine's cache
    try (Session session = session("http://127.0.0.1:1/" + name)) {
      assertThatThrownBy(() -> Workshop.grid(session, "baseline on leftovers with nano"))
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("KVLAB_PRIVATE_ADDRESSES");
    }
  }
}
