package io.kvlab.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.result.ExampleRow;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on one store: killed at random moments, or writing at the same time. */
class StoreProcessesTest {
  private static final int CELLS = 6;

  /** Batches that a process which will be killed computes at most: all of them together remain. */
  private static final int HELD_AFTER = 50;

  @TempDir Path folder;

  /** {@code -Dkvlab.kills=50} for the long run; RELIABILITY.md has its figures. */
  @Test
  void nothingThatWasSaidToBeStoredIsLostWhenTheWriterIsKilled() throws Exception {
    int kills = Integer.getInteger("kvlab.kills", 10);
    int examples = 60 * kills;
    Path file = folder.resolve("store");
    Random random = new Random(7);
    Set<String> promised = new HashSet<>();
    int computed = 0;
    int killed = 0;
    for (boolean done = false; !done; ) {
      try (WriterProcess writer =
          WriterProcess.start(
              file, CELLS, 0, examples, 12, killed < kills ? HELD_AFTER : examples)) {
        assertThat(writer.waitFor("begun")).as("%s", writer.everything()).isTrue();
        if (killed < kills) {
          Thread.sleep(random.nextInt(300)); // any moment; whoever is further by then waits for it
          writer.kill(killed % 5 == 4 ? "SEGV" : "KILL");
          killed++;
        }
        int code = writer.exitCode();
        done = code == 0;
        computed += writer.said("computing").size();
        promised.addAll(indices(writer.said("stored")));
      }
      try (RunStore store = RunStore.open(file)) {
        List<ExampleRow> rows = store.rows(store.list().get(0).id());
        assertThat(rows.stream().map(row -> "" + row.example().index()).collect(Collectors.toSet()))
            .containsAll(promised);
      }
    }
    try (RunStore store = RunStore.open(file)) {
      assertThat(store.list()).hasSize(1);
      String run = store.list().get(0).id();
      assertThat(store.rows(run)).containsExactlyElementsOf(SampleRows.rows(CELLS, 0, examples));
      store.check();
    }
    System.out.println(
        killed + " kills, " + examples + " batches, computed twice: " + (computed - examples));
    assertThat(killed).isEqualTo(kills);
    assertThat(computed - examples).isBetween(0, kills);
  }

  @Test
  void aRunIsRunningAsLongAsAProcessThatWorksOnItLives() throws Exception {
    Path file = folder.resolve("store");
    try (WriterProcess one = WriterProcess.start(file, CELLS, 0, 10_000, 5, 10_000);
        WriterProcess two = WriterProcess.start(file, CELLS, 0, 10_000, 5, 10_000);
        RunStore store = RunStore.open(file)) {
      assertThat(one.waitFor("stored")).as("%s", one.everything()).isTrue();
      assertThat(two.waitFor("begun")).as("%s", two.everything()).isTrue();
      String run = store.list().get(0).id();
      assertThat(store.show(run).state()).isEqualTo(Run.State.RUNNING);
      one.kill("KILL");
      assertThat(store.show(run).state()).isEqualTo(Run.State.RUNNING);
      two.kill("SEGV");
      assertThat(store.show(run).state()).isEqualTo(Run.State.INTERRUPTED);
      try (RunStore third = RunStore.open(file)) {
        assertThat(third.begin(SampleRows.spec("w"), false).origin())
            .isEqualTo(RunStart.Origin.CONTINUED);
        assertThat(store.list().get(0).state()).isEqualTo(Run.State.RUNNING);
        third.end(run, Run.State.FAILED, "{}");
        assertThat(store.list().get(0).state()).isEqualTo(Run.State.FAILED);
        third.begin(SampleRows.spec("w"), false);
      }
      // a session that was closed in the middle works on it no more, although the process lives
      assertThat(store.list().get(0).state()).isEqualTo(Run.State.INTERRUPTED);
    }
  }

  private static List<String> indices(List<String> lines) {
    return lines.stream().map(line -> line.substring(line.indexOf(' ') + 1)).toList();
  }

  @Test
  void twoProcessesFillOneRunWhileAThirdReadsIt() throws Exception {
    Path file = folder.resolve("store");
    try (WriterProcess one = WriterProcess.start(file, CELLS, 0, 120, 0, 120);
        WriterProcess two = WriterProcess.start(file, CELLS, 60, 180, 0, 120)) {
      assertThat(one.waitFor("stored")).as("%s", one.everything()).isTrue();
      try (RunStore store = RunStore.open(file)) {
        String run = store.list().get(0).id();
        int before = 0;
        while (one.alive() || two.alive()) {
          int now = store.rows(run).size();
          assertThat(now).isGreaterThanOrEqualTo(before);
          before = now;
        }
      }
      assertThat(one.exitCode()).as("%s", one.everything()).isZero();
      assertThat(two.exitCode()).as("%s", two.everything()).isZero();
    }
    try (RunStore store = RunStore.open(file)) {
      List<Run> runs = store.list();
      assertThat(runs).hasSize(1);
      String run = runs.get(0).id();
      assertThat(store.rows(run))
          .containsExactlyInAnyOrderElementsOf(SampleRows.rows(CELLS, 0, 180));
      store.check();
    }
  }
}
