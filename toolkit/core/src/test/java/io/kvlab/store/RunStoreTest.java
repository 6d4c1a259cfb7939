package io.kvlab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.result.Arithmetic;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.ExampleId;
import io.kvlab.result.ExampleRow.Failed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStoreTest {
  @TempDir Path folder;

  private RunStore open() {
    return RunStore.open(folder.resolve("a b?%#.kvlab"));
  }

  @Test
  void whatWasAppendedIsReadBackInAnotherSession() {
    List<ExampleRow> rows;
    try (RunStore store = open()) {
      String run = store.begin(SampleRows.spec("w"), false).run().id();
      rows = SampleRows.rows(7, 0, 40);
      assertThat(store.append(run, rows.subList(0, 100))).isEqualTo(100);
      assertThat(store.append(run, rows.subList(100, 280))).isEqualTo(180);
    }
    try (RunStore store = open()) {
      Run run = store.list().get(0);
      assertThat(store.rows(run.id())).containsExactlyElementsOf(rows);
      assertThat(run.rows()).isEqualTo(280);
      assertThat(run.spec()).isEqualTo(SampleRows.spec("w"));
      assertThat(run.failed())
          .isEqualTo(rows.stream().filter(row -> row.result() instanceof Failed).count())
          .isPositive();
      store.check();
    }
  }

  @Test
  void aRowIsNeverStoredTwice() {
    try (RunStore store = open()) {
      String run = store.begin(SampleRows.spec("w"), false).run().id();
      List<ExampleRow> rows = SampleRows.rows(3, 0, 10);
      store.append(run, rows.subList(0, 20));
      assertThat(store.append(run, rows)).isEqualTo(10);
      assertThat(store.append(run, List.of(rows.get(0), rows.get(0)))).isZero();
      assertThat(store.rows(run)).containsExactlyElementsOf(rows);
    }
  }

  @Test
  void finishedAndFailedTogetherAreAllRows() {
    try (RunStore store = open()) {
      String run = store.begin(SampleRows.spec("w"), false).run().id();
      List<ExampleRow> rows = SampleRows.rows(5, 0, 30);
      store.append(run, rows);
      Map<Boolean, Set<RowKey>> expected =
          rows.stream()
              .collect(
                  Collectors.partitioningBy(
                      row -> row.result() instanceof Failed,
                      Collectors.mapping(RowKey::of, Collectors.toSet())));
      assertThat(store.finished(run)).isEqualTo(expected.get(false));
      assertThat(store.failed(run)).isEqualTo(expected.get(true)).isNotEmpty();
    }
  }

  @Test
  void aMeasuredRowReplacesAFailedOneAndNotTheReverse() {
    try (RunStore store = open()) {
      String run = store.begin(SampleRows.spec("w"), false).run().id();
      ExampleRow measured =
          SampleRows.rows(1, 0, 9).stream()
              .filter(row -> row.measured().isPresent())
              .findFirst()
              .orElseThrow();
      ExampleRow failed =
          new ExampleRow(measured.cell(), measured.example(), new Failed("out of memory"));
      assertThat(store.append(run, List.of(failed))).isEqualTo(1);
      assertThat(store.show(run).failed()).isEqualTo(1);
      assertThat(store.append(run, List.of(measured))).isEqualTo(1);
      assertThat(store.append(run, List.of(failed))).isZero();
      assertThat(store.rows(run)).containsExactly(measured);
      assertThat(store.show(run).failed()).isZero();
    }
  }

  @Test
  void numbersThatSqliteDoesNotKnowComeBack() {
    try (RunStore store = open()) {
      String run = store.begin(SampleRows.spec("w"), false).run().id();
      ExampleRow row =
          new ExampleRow(
              SampleRows.cell(1),
              new ExampleId(0, ""),
              new ExampleRow.Measured(
                  new ExampleRow.CacheUse(0, 0, 0, Long.MAX_VALUE),
                  new ExampleRow.Answer(
                      "a\0b",
                      Optional.of(""),
                      "",
                      0,
                      ExampleRow.Units.one(false),
                      Map.of("x", Double.NaN, "y", Double.NEGATIVE_INFINITY),
                      new ExampleRow.Tokens(0, 0, 0)),
                  new ExampleRow.Timing(Double.NaN, Double.POSITIVE_INFINITY),
                  Optional.of(new ExampleRow.Fidelity(Double.NaN, Double.MIN_VALUE, 0, 0))));
      store.append(run, List.of(row));
      assertThat(store.rows(run)).containsExactly(row);
    }
  }

  @Test
  void theSameFingerprintContinuesUntilDone() {
    try (RunStore store = open()) {
      RunStart first = store.begin(SampleRows.spec("w"), false);
      assertThat(first.origin()).isEqualTo(RunStart.Origin.NEW);
      store.append(first.run().id(), SampleRows.rows(2, 1, 3));
      RunStart second = store.begin(SampleRows.spec("w"), false);
      assertThat(second.origin()).isEqualTo(RunStart.Origin.CONTINUED);
      assertThat(second.run().id()).isEqualTo(first.run().id());
      assertThat(second.sentence())
          .isEqualTo("Continuing run " + first.run().id() + ": 4 finished examples are kept.");
      store.end(first.run().id(), Run.State.DONE, "{}");
      assertThat(store.begin(SampleRows.spec("w"), false).origin())
          .isEqualTo(RunStart.Origin.COMPLETE);
      RunStart fresh = store.begin(SampleRows.spec("w"), true);
      assertThat(fresh.origin()).isEqualTo(RunStart.Origin.NEW);
      assertThat(fresh.run().id()).isNotEqualTo(first.run().id());
      assertThat(store.begin(SampleRows.spec("w"), false).run().id()).isEqualTo(fresh.run().id());
      assertThat(store.rows(first.run().id())).hasSize(4);
    }
  }

  @Test
  void aRunThatGoesOnElsewhereRemembersTheMachineItBeganOn() {
    String machine = "{\"machine\":{\"processor\":\"%s\",\"instructions\":\"AVX2\"}}";
    RunSpec spec = SampleRows.spec("w");
    try (RunStore store = open()) {
      String run = "";
      for (String processor : List.of("first", "second")) {
        run =
            store
                .begin(
                    new RunSpec(
                        spec.statement(),
                        spec.plan(),
                        spec.fingerprint(),
                        machine.formatted(processor)),
                    false)
                .run()
                .id();
      }
      assertThat(Arithmetic.notes(store.show(run).spec().provenance()))
          .singleElement()
          .asString()
          .contains("first with AVX2", "second with AVX2");
    }
  }

  @Test
  void changedWeightsAreAnotherRunAndASentenceSaysSo() {
    try (RunStore store = open()) {
      String first = store.begin(SampleRows.spec("w"), false).run().id();
      RunStart second = store.begin(SampleRows.spec("changed"), false);
      assertThat(second.origin()).isEqualTo(RunStart.Origin.NEW);
      assertThat(second.sentence())
          .isEqualTo(
              "This is a new run, "
                  + second.run().id()
                  + ", and does not continue "
                  + first
                  + ", because of a change in: weights.");
    }
  }

  @Test
  void orderAndDurationSurviveAClockThatJumpsBack() {
    Iterator<Instant> times =
        List.of(
                Instant.parse("2026-11-24T10:00:00Z"),
                Instant.parse("2019-01-01T00:00:00Z"),
                Instant.parse("2019-01-01T00:00:01Z"),
                Instant.parse("1970-01-01T00:00:00Z"))
            .iterator();
    Path file = folder.resolve("store");
    try (RunStore store =
        RunStore.open(file, new RunStore.Options(Duration.ofSeconds(1), times::next))) {
      String first = store.begin(SampleRows.spec("1"), false).run().id();
      assertThat(first).startsWith("20261124-");
      Run ended = store.end(first, Run.State.DONE, "{}");
      assertThat(ended.updated()).isEqualTo(ended.created());
      String second = store.begin(SampleRows.spec("2"), false).run().id();
      String third = store.begin(SampleRows.spec("2"), true).run().id();
      assertThat(store.list()).extracting(Run::id).containsExactly(first, second, third);
    }
  }

  @Test
  void aRemovedRunLeavesNothingAndTheFileShrinks() throws Exception {
    String kept;
    String removed;
    List<ExampleRow> rows;
    try (RunStore store = open()) {
      kept = store.begin(SampleRows.spec("kept"), false).run().id();
      rows = SampleRows.rows(2, 0, 10);
      store.append(kept, rows);
      removed = store.begin(SampleRows.spec("removed"), false).run().id();
      store.append(removed, SampleRows.rows(20, 0, 100));
    }
    try (RunStore store = open()) {
      long before = Files.size(store.file());
      assertThat(before).isGreaterThan(100_000);
      store.remove(removed.substring(0, 13));
      assertThat(Files.size(store.file())).isLessThan(before / 4);
      assertThat(store.list()).extracting(Run::id).containsExactly(kept);
      assertThat(store.rows(kept)).containsExactlyElementsOf(rows);
      store.check();
      assertThatThrownBy(() -> store.append(removed, SampleRows.rows(1, 0, 1)))
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("was removed from the store while it was running");
    }
  }

  @Test
  void anUnknownRunIsNamed() {
    try (RunStore store = open()) {
      assertThatThrownBy(() -> store.show("2026"))
          .isInstanceOf(KvlabException.class)
          .hasMessage("There is no run 2026 in this store; `kvlab runs ls` lists them all.");
    }
  }

  @Test
  void aFolderIsAskedForItsStore() {
    try (RunStore store = RunStore.open(folder)) {
      assertThat(store.file()).isEqualTo(folder.resolve("runs.kvlab"));
    }
  }

  @Test
  void whoTakesARunUpSecondIsBehindTheFirstUntilThatOneEnds() {
    Path file = folder.resolve("shared.db");
    try (RunStore first = RunStore.open(file);
        RunStore second = RunStore.open(file)) {
      String run = first.begin(SampleRows.spec("w"), false).run().id();
      assertThat(second.begin(SampleRows.spec("w"), false).run().id()).isEqualTo(run);
      assertThat(first.isBehindAnother(run)).isFalse();
      assertThat(second.isBehindAnother(run)).isTrue();
      first.end(run, Run.State.INTERRUPTED, "{}");
      assertThat(second.isBehindAnother(run)).isFalse();
    }
  }
}
