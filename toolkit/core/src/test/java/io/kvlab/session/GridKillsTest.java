package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.result.ExampleRow;
import io.kvlab.store.Run;
import io.kvlab.store.RunStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One grid, killed again and again at random moments and started again, against the same grid left
 * alone. Three kills, of which one is a native crash; {@code -Dkvlab.grid.kills=50} for the whole
 * trial, whose figures stand in docs/RELIABILITY.md.
 */
class GridKillsTest {
  private static final int BATCH = 2;
  private static final int CELLS = 5;

  @TempDir Path folder;

  @Test
  void aGridThatWasKilledAndContinuedEqualsOneThatWasNot() throws Exception {
    int kills = Integer.getInteger("kvlab.grid.kills", 3);
    int examples = Math.min(210, 12 + 4 * kills);
    String statement =
        "set batch "
            + BATCH
            + "; compress snapkv, shotkv ratio 0.2, 0.5 on gsm-mini with nano limit "
            + examples;
    Path undisturbed = Files.createDirectory(folder.resolve("undisturbed"));
    Path killedFolder = Files.createDirectory(folder.resolve("killed"));
    Grid whole;
    try (Session session = Workshop.bundled(undisturbed)) {
      whole = Workshop.grid(session, statement);
    }
    Random random = new Random(11);
    int killed = 0;
    long computed = 0;
    long before = 0;
    List<Double> batches = new ArrayList<>(); // seconds from one stored batch to the next
    List<Double> repeated = new ArrayList<>(); // seconds from the last stored batch to the kill
    for (boolean finished = false; !finished; ) {
      String signal = killed % 3 == 2 ? "SEGV" : "KILL";
      Sitting sitting =
          killed < kills
              ? Sitting.killed(killedFolder, statement, signal, 2 * random.nextDouble())
              : Sitting.undisturbed(killedFolder, statement);
      finished = sitting.finished();
      // whoever starts again finds all that was promised, and never less than before
      assertThat(sitting.first()).as("%s", sitting.lines()).isGreaterThanOrEqualTo(before);
      computed += sitting.last() - sitting.first();
      before = sitting.last();
      batches.addAll(sitting.batches());
      if (!finished) {
        killed++;
        repeated.add(sitting.lost());
      }
    }
    try (RunStore store = RunStore.open(killedFolder.resolve("runs.db"))) {
      assertThat(store.list()).hasSize(1);
      Run run = store.list().get(0);
      List<ExampleRow> rows = store.rows(run.id());
      assertThat(rows).hasSize(CELLS * examples);
      assertThat(answers(rows)).isEqualTo(answers(whole.rows()));
      store.check();
    }
    assertThat(killed).isEqualTo(kills);
    try (Session session = Workshop.bundled(killedFolder)) {
      Grid again = Workshop.grid(session, statement);
      assertThat(scores(again)).isEqualTo(scores(whole));
    }
    // what was stored when a process died and what its successor found differ by a batch at most
    long unsaid = CELLS * (long) examples - computed;
    assertThat(unsaid).isBetween(0L, (long) kills * BATCH * CELLS);
    double longest = batches.stream().mapToDouble(d -> d).max().orElseThrow();
    System.out.printf(
        "%d kills, %d rows; stored but not yet said: %d; repeated per kill: %.0f ms on average,"
            + " at most %.0f ms; a batch: %.0f ms on average, at most %.0f ms%n",
        killed,
        CELLS * examples,
        unsaid,
        1e3 * repeated.stream().mapToDouble(d -> d).average().orElse(0),
        1e3 * repeated.stream().mapToDouble(d -> d).max().orElse(0),
        1e3 * batches.stream().mapToDouble(d -> d).average().orElseThrow(),
        1e3 * longest);
  }

  /** What each example of each cell was answered; times differ between any two runs. */
  private static TreeMap<String, String> answers(List<ExampleRow> rows) {
    TreeMap<String, String> answers = new TreeMap<>();
    Set<String> seen = new HashSet<>();
    for (ExampleRow row : rows) {
      String key = row.cell() + " " + row.example();
      assertThat(seen.add(key)).as("twice: " + key).isTrue();
      ExampleRow.Measured measured = Workshop.measured(row);
      answers.put(key, measured.answer() + " " + measured.cache());
    }
    return answers;
  }

  private static List<String> scores(Grid grid) {
    return grid.summary().stream()
        .map(row -> row.getString("policy") + row.getDouble("score") + row.getDouble("drop"))
        .toList();
  }
}
