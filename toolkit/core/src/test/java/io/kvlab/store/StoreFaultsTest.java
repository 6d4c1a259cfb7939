package io.kvlab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.RunRows;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full disks, frozen, damaged, locked, older, newer and foreign files. */
class StoreFaultsTest {
  @TempDir Path folder;

  @Test
  void aFullDiskLosesNothingAndTheRunGoesOnWhenThereIsSpace() throws Exception {
    try (Mounted disk = Mounted.tmpfs(folder, "400k");
        RunStore store = RunStore.open(disk.folder())) {
      String run = store.begin(SampleRows.spec("w"), false).run().id();
      int stored = 0;
      KvlabException failure = null;
      while (failure == null) {
        try {
          store.append(run, SampleRows.rows(5, stored, stored + 10));
          stored += 10;
        } catch (KvlabException e) {
          failure = e;
        }
      }
      assertThat(failure)
          .hasMessageContaining("disk is full; free some space and give the same statement again");
      assertThat(stored).isGreaterThan(20);
      assertThat(store.rows(run)).containsExactlyElementsOf(SampleRows.rows(5, 0, stored));
      disk.remount("size=8m");
      store.append(run, SampleRows.rows(5, stored, stored + 200));
      store.check();
      assertThat(store.rows(run)).containsExactlyElementsOf(SampleRows.rows(5, 0, stored + 200));
    }
  }

  @Test
  void aDiskThatIsFullFromTheBeginningIsASentence() throws Exception {
    try (Mounted disk = Mounted.tmpfs(folder, "16k")) {
      Files.write(disk.folder().resolve("filling"), new byte[16384]);
      assertThatThrownBy(() -> RunStore.open(disk.folder()).close())
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("The run store " + disk.folder().resolve(RunStore.FILE_NAME));
    }
  }

  @Test
  void aReadOnlyStoreIsReadAndRefusesRunsWithASentence() throws Exception {
    try (Mounted disk = Mounted.tmpfs(folder, "4m")) {
      RunRows rows = fill(disk.folder().resolve("store"));
      disk.remount("ro");
      try (RunStore store = RunStore.open(disk.folder().resolve("store"))) {
        assertThat(store.writable()).isFalse();
        assertThat(store.rows(rows.run())).containsExactlyElementsOf(rows.rows());
        assertThatThrownBy(() -> store.begin(SampleRows.spec("x"), false))
            .isInstanceOf(KvlabException.class)
            .hasMessageContaining(
                "cannot be written; give write permission or choose another with --store");
      }
      assertThatThrownBy(() -> RunStore.open(disk.folder().resolve("new/store")).close())
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("cannot be created");
    }
  }

  @Test
  void aReadOnlyStoreShowsRowsThatOnlyItsLogHolds() throws Exception {
    try (Mounted disk = Mounted.tmpfs(folder, "4m")) {
      Path copy = disk.folder().resolve("store");
      RunRows rows = fillAndCopyWhileOpen(copy);
      disk.remount("ro");
      try (RunStore store = RunStore.open(copy)) {
        assertThat(store.rows(rows.run())).containsExactlyElementsOf(rows.rows());
      }
    }
  }

  private static RunRows fill(Path file) {
    try (RunStore store = RunStore.open(file)) {
      return fill(store);
    }
  }

  private static RunRows fill(RunStore store) {
    String run = store.begin(SampleRows.spec("w"), false).run().id();
    List<ExampleRow> rows = SampleRows.rows(6, 0, 40);
    store.append(run, rows);
    return new RunRows(run, rows);
  }

  /** What a killed process leaves: the file and its write-ahead log. */
  private RunRows fillAndCopyWhileOpen(Path copy) throws IOException {
    Path file = folder.resolve("open");
    try (RunStore store = RunStore.open(file)) {
      RunRows rows = fill(store);
      Files.copy(file, copy);
      Files.copy(folder.resolve("open-wal"), copy.resolveSibling(copy.getFileName() + "-wal"));
      return rows;
    }
  }

  @Test
  void damagedBytesGiveASentenceOrTheRightRows() throws Exception {
    Path whole = folder.resolve("whole");
    RunRows rows = fill(whole);
    byte[] bytes = Files.readAllBytes(whole);
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      byte[] damaged = damage(bytes, random);
      Path file = folder.resolve("damaged");
      Files.write(file, damaged);
      refused += readOrRefuse(file, damaged.length, rows) ? 0 : 1;
      for (String suffix : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(folder.resolve("damaged" + suffix));
      }
    }
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void aDamagedLogLeavesTheRowsBeforeTheDamage() throws Exception {
    Path whole = folder.resolve("whole");
    RunRows rows = fillAndCopyWhileOpen(whole);
    byte[] bytes = Files.readAllBytes(whole);
    byte[] wal = Files.readAllBytes(folder.resolve("whole-wal"));
    Random random = new Random(8);
    for (int round = 0; round < 50; round++) {
      Path file = folder.resolve("damaged" + round);
      Files.write(file, bytes);
      Files.write(folder.resolve("damaged" + round + "-wal"), damage(wal, random));
      try (RunStore store = RunStore.open(file)) {
        for (Run run : store.list()) {
          assertThat(rows.rows()).containsAll(store.rows(run.id()));
        }
      } catch (KvlabException e) {
        assertThat(e).hasMessageStartingWith("The run store ");
      }
    }
  }

  private static byte[] damage(byte[] bytes, Random random) {
    byte[] damaged = bytes.clone();
    switch (random.nextInt(4)) {
      case 0 -> damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        for (int i = 0; i < 16; i++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
      }
      case 2 -> {
        int from = random.nextInt(damaged.length);
        int to = Math.min(damaged.length, from + 512);
        java.util.Arrays.fill(damaged, from, to, (byte) 0);
      }
      default -> damaged = java.util.Arrays.copyOf(damaged, random.nextInt(damaged.length));
    }
    return damaged;
  }

  /** True for the right rows, false for a sentence; anything else fails the test. */
  private static boolean readOrRefuse(Path file, int length, RunRows rows) {
    try (RunStore store = RunStore.open(file)) {
      List<Run> runs = store.list();
      if (runs.isEmpty() && length > 0) {
        assertThatThrownBy(store::check)
            .as("a run has vanished")
            .isInstanceOf(KvlabException.class);
      }
      List<ExampleRow> read = new ArrayList<>();
      for (Run run : runs) {
        assertThat(run.id()).isEqualTo(rows.run());
        read.addAll(store.rows(run.id()));
      }
      if (!runs.isEmpty()) {
        assertThat(read).containsExactlyElementsOf(rows.rows());
      }
      return !runs.isEmpty();
    } catch (KvlabException e) {
      assertThat(e).hasMessageStartingWith("The run store ").hasMessageEndingWith(".");
      return false;
    }
  }

  @Test
  void aLockedStoreIsASentenceAndTheNextAttemptSucceeds() throws Exception {
    Path file = folder.resolve("store");
    try (RunStore store =
        RunStore.open(file, new RunStore.Options(Duration.ofMillis(200), InstantSource.system()))) {
      RunRows rows = fill(store);
      List<ExampleRow> more = SampleRows.rows(6, 40, 50);
      try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
          Statement statement = other.createStatement()) {
        statement.execute("BEGIN IMMEDIATE");
        assertThatThrownBy(() -> store.append(rows.run(), more))
            .isInstanceOf(KvlabException.class)
            .hasMessageContaining("is locked by another process; wait until that one is done");
        assertThat(store.rows(rows.run())).containsExactlyElementsOf(rows.rows());
        statement.execute("ROLLBACK");
      }
      assertThat(store.append(rows.run(), more)).isEqualTo(60);
    }
  }

  @Test
  void aStoreOfFormat1IsBroughtUpToDate() throws Exception {
    Path file = folder.resolve("store");
    execute(file, resource("store-format-1.sql"));
    try (RunStore store = RunStore.open(file)) {
      Run run = store.list().get(0);
      assertThat(run.id()).isEqualTo("20261124-s7m83");
      assertThat(run.state()).isEqualTo(Run.State.INTERRUPTED);
      assertThat(store.rows(run.id())).containsExactlyElementsOf(SampleRows.rows(3, 0, 4));
      assertThat(store.begin(SampleRows.spec("w"), false).origin())
          .isEqualTo(RunStart.Origin.CONTINUED);
      ExampleRow row =
          SampleRows.rows(3, 4, 9).stream()
              .filter(each -> each.measured().isPresent())
              .findFirst()
              .orElseThrow();
      long entries = row.measured().orElseThrow().cache().keptEntries();
      KeptCounts counts = new KeptCounts(new int[][] {{(int) entries - 3, 1}, {2, 0}});
      store.append(run.id(), List.of(row), Map.of(RowKey.of(row), counts));
      assertThat(store.kept(run.id())).isEqualTo(Map.of(RowKey.of(row), counts));
      store.check();
    }
    try (RunStore store = RunStore.open(file)) {
      assertThat(store.rows(store.list().get(0).id())).hasSize(13);
    }
  }

  @Test
  void aStoreOfANewerKvlabIsRefused() throws Exception {
    Path file = folder.resolve("store");
    fill(file);
    execute(file, "PRAGMA user_version = 99");
    assertThatThrownBy(() -> RunStore.open(file).close())
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("was written by a newer kvlab (store format 99, this one knows up to")
        .hasMessageEndingWith("update kvlab or choose another with --store.");
  }

  @Test
  void filesOfOthersAreLeftAlone() throws Exception {
    Path database = folder.resolve("other.db");
    execute(database, "CREATE TABLE mine (x)");
    Path text = folder.resolve("notes.txt");
    Files.writeString(text, "not a database at all, but long enough to be read as one ".repeat(99));
    for (Path file : List.of(database, text)) {
      byte[] before = Files.readAllBytes(file);
      assertThatThrownBy(() -> RunStore.open(file).close())
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("choose another");
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
  }

  private static void execute(Path file, String sql) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = StoreFaultsTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
