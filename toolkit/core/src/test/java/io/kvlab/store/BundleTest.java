package io.kvlab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.internal.Sha256;
import io.kvlab.result.ExampleRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles carry runs; bundles of an enemy are refused and leave no trace. */
class BundleTest {
  @TempDir Path folder;
  private Path bundle;
  private String first;
  private String second;
  private List<ExampleRow> rows;
  private RunStore target;

  @BeforeEach
  void writeBundle() {
    bundle = folder.resolve("runs.zip");
    try (RunStore store = RunStore.open(folder.resolve("source"))) {
      first = store.begin(SampleRows.spec("1"), false).run().id();
      rows = SampleRows.rows(5, 0, 40);
      store.append(first, rows);
      store.end(first, Run.State.DONE, "{\"device\":\"cpu\"}");
      second = store.begin(SampleRows.spec("2"), false).run().id();
      store.append(second, SampleRows.rows(2, 0, 3));
      Bundle.write(store, List.of(first, second), bundle);
    }
    target = RunStore.open(folder.resolve("target"));
  }

  @AfterEach
  void close() {
    target.close();
  }

  @Test
  void runsArriveAsTheyWere() {
    assertThat(Bundle.read(target, bundle))
        .containsExactly(
            "Run " + first + " was imported: 200 rows.",
            "Run " + second + " was imported: 6 rows.");
    assertThat(target.rows(first)).containsExactlyElementsOf(rows);
    Run run = target.show(first);
    assertThat(run.state()).isEqualTo(Run.State.DONE);
    assertThat(run.spec().provenance()).isEqualTo("{\"device\":\"cpu\"}");
    assertThat(target.begin(SampleRows.spec("2"), false).run().id()).isEqualTo(second);
    target.check();
    assertThat(Bundle.read(target, bundle))
        .containsExactly(
            "Run " + first + " is in the store already.",
            "Run " + second + " is in the store already.");
    assertThat(target.rows(first)).containsExactlyElementsOf(rows);
  }

  @Test
  void aTakenIdDoesNotMixRuns() throws Exception {
    Bundle.read(target, bundle);
    String manifest = entries().get("manifest.json");
    String foreign = Fingerprint.builder().text("weights", "other").build().parts().get("weights");
    String own = SampleRows.spec("1").fingerprint().parts().get("weights");
    Map<String, String> entries = entries();
    entries.put("manifest.json", manifest.replace(own, foreign));
    write(entries);
    List<String> sentences = Bundle.read(target, bundle);
    assertThat(sentences.get(0)).startsWith("Run " + first + " was imported as ");
    assertThat(target.list()).hasSize(3);
    assertThat(target.rows(first)).containsExactlyElementsOf(rows);
    assertThat(target.rows(target.list().get(2).id())).hasSameSizeAs(rows);
  }

  @Test
  void changedRowsAreRefused() throws Exception {
    Map<String, String> entries = entries();
    String name = "runs/" + first + ".jsonl";
    entries.put(name, entries.get(name).replaceFirst("\"shots\":8", "\"shots\":9"));
    write(entries);
    refuses("do not match their hash");
  }

  @Test
  void namesThatLeaveTheBundleAreRefused() throws Exception {
    for (String name :
        List.of(
            "../../etc/passwd",
            "/etc/passwd",
            "runs/../../x.jsonl",
            "runs\\..\\x.jsonl",
            "runs/20261124-aaaaa.jsonl/../../x",
            "link",
            "C:\\x")) {
      Map<String, String> entries = entries();
      entries.put(name, "x");
      write(entries);
      refuses("it holds a file that does not belong into a bundle");
    }
    assertThat(folder.resolve("x.jsonl")).doesNotExist();
  }

  @Test
  void aManifestThatDoesNotFitIsRefused() throws Exception {
    String manifest = entries().get("manifest.json");
    Map<String, String> wrong =
        Map.of(
            manifest.replace("\"version\" : 2", "\"version\" : 3"),
            "was written by a newer kvlab",
            manifest.replace("\"version\" : 2", "\"version\" : 0"),
            "makes no sense",
            manifest.replace("\"version\" : 2", "\"version\" : \"1\""),
            "makes no sense",
            manifest.replace("\"rows\" : 6", "\"rows\" : 7"),
            "do not match their hash",
            manifest.replace("\"rows\" : 6", "\"rows\" : 5"),
            "is larger than it says",
            manifest.replace("\"state\" : \"DONE\"", "\"state\" : \"GONE\""),
            "makes no sense",
            manifest.replace("\"state\" : \"DONE\"", "\"state\" : null"),
            "makes no sense",
            manifest.replace(second, first),
            "names a run twice",
            "[".repeat(100_000),
            "makes no sense",
            "null",
            "makes no sense");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      Map<String, String> entries = entries();
      entries.put("manifest.json", each.getKey());
      write(entries);
      refuses(each.getValue());
    }
  }

  @Test
  void aBombIsRefusedBeforeItUnfolds() throws Exception {
    Map<String, String> entries = entries();
    String name = "runs/" + first + ".jsonl";
    String line = entries.get(name).lines().findFirst().orElseThrow();
    StringBuilder bomb = new StringBuilder();
    for (int i = 0; i < 40_000; i++) {
      bomb.append(line).append('\n');
    }
    write(withRows(name, bomb.toString(), 40_000));
    refuses("run " + first);
    write(withRows(name, " ".repeat(20_000_000) + "\n", 1));
    refuses("is larger than it says");
    StringBuilder longLine = new StringBuilder("{\"text\":\"");
    new Random(7).ints(2_000_000, 'a', 'z').forEach(c -> longLine.append((char) c));
    write(withRows(name, longLine.append("\"}\n").toString(), 1));
    refuses("a line of more than");
  }

  @Test
  void moreFilesThanAnyManifestNamesAreRefused() throws Exception {
    Map<String, String> entries = entries();
    for (int i = 0; i < 6_000; i++) {
      entries.put("runs/20261124-%05d.jsonl".formatted(i), "");
    }
    write(entries);
    refuses("it holds more than 5000 files");
  }

  /** The bundle with other rows of the first run, and the hash, size and count that they have. */
  private Map<String, String> withRows(String name, String rows, int count) throws IOException {
    Map<String, String> entries = entries();
    byte[] bytes = rows.getBytes(StandardCharsets.UTF_8);
    String sha256 = "\"sha256\" : \"" + Sha256.of(bytes) + '"';
    entries.put(name, rows);
    entries.put(
        "manifest.json",
        entries
            .get("manifest.json")
            .replaceFirst("\"sha256\" : \"[^\"]*\"", sha256)
            .replaceFirst("\"bytes\" : \\d+", "\"bytes\" : " + bytes.length)
            .replaceFirst("\"rows\" : 200", "\"rows\" : " + count));
    return entries;
  }

  @Test
  void everyDamagedByteIsRefusedOrHarmless() throws Exception {
    byte[] whole = Files.readAllBytes(bundle);
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 100; round++) {
      byte[] damaged = whole.clone();
      if (random.nextInt(3) == 0) {
        damaged = java.util.Arrays.copyOf(damaged, random.nextInt(damaged.length));
      } else {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(bundle, damaged);
      try (RunStore store = RunStore.open(folder.resolve("round" + round))) {
        try {
          Bundle.read(store, bundle);
          assertThat(store.rows(first)).containsExactlyElementsOf(rows);
        } catch (KvlabException e) {
          refused++;
          assertThat(e).hasMessageContaining(" bundle ");
          assertThat(store.list()).isEmpty();
        }
      }
    }
    assertThat(refused).isGreaterThan(50);
  }

  private void refuses(String why) {
    assertThatThrownBy(() -> Bundle.read(target, bundle))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining(why);
    assertThat(target.list()).isEmpty();
  }

  private Map<String, String> entries() throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    Path file = folder.resolve("original.zip");
    if (!Files.exists(file)) {
      Files.copy(bundle, file);
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : java.util.Collections.list(zip.entries())) {
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        entries.put(entry.getName(), new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return entries;
  }

  private void write(Map<String, String> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> each : entries.entrySet()) {
        byte[] content = each.getValue().getBytes(StandardCharsets.UTF_8);
        ZipEntry entry = new ZipEntry(each.getKey());
        if (each.getKey().equals("manifest.json")) {
          CRC32 crc = new CRC32();
          crc.update(content);
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(content.length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    }
    try (OutputStream out = Files.newOutputStream(bundle)) {
      bytes.writeTo(out);
    }
  }
}
