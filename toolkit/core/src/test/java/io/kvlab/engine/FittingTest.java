package io.kvlab.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.policy.Budget;
import io.kvlab.result.ExampleRow;
import io.kvlab.summary.Grids;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FittingTest {
  private static final String LIBTORCH =
      "[enforce fail at alloc_cpu.cpp:117] err == 0. DefaultCPUAllocator: can't allocate memory:"
          + " you tried to allocate 70368744177664 bytes. Error code 12 (Cannot allocate memory)";

  private final List<String> tried = new ArrayList<>();
  private final List<ExampleRow> stored = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Sizes stand for examples; a batch fits if its sizes times its treatments stay within. */
  private void compute(List<Integer> sizes, int treatments, int limit) {
    MemoryBackoff<Integer> fitting =
        new MemoryBackoff<>(
            sizes.size(),
            (size, treatment, reason) -> row(size, treatment, new ExampleRow.Failed(reason)),
            stored::addAll,
            notes::add);
    List<Treatment> all = new ArrayList<>();
    for (int i = 0; i < treatments; i++) {
      all.add(treatment(i));
    }
    for (int from = 0; from < sizes.size(); ) {
      int to = Math.min(sizes.size(), from + fitting.most());
      fitting.compute(
          (some, its, rows) -> engine(some, its, limit).forEach(rows),
          sizes.subList(from, to),
          all);
      from = to;
    }
  }

  private List<ExampleRow> engine(List<Integer> sizes, Collection<Treatment> its, int limit) {
    tried.add(sizes + "x" + its.size());
    if (sizes.stream().mapToInt(Integer::intValue).sum() * its.size() > limit) {
      throw new EngineException(LIBTORCH);
    }
    List<ExampleRow> rows = new ArrayList<>();
    for (int size : sizes) {
      its.forEach(treatment -> rows.add(row(size, treatment, measured())));
    }
    return rows;
  }

  @Test
  void aBatchThatDoesNotFitIsHalvedUntilItDoesAndSmallerOnesFollow() {
    compute(List.of(1, 1, 1, 1, 1, 1, 1, 1), 1, 2);
    assertThat(tried)
        .containsExactly(
            "[1, 1, 1, 1, 1, 1, 1, 1]x1",
            "[1, 1, 1, 1]x1",
            "[1, 1]x1",
            "[1, 1]x1",
            "[1, 1, 1, 1]x1",
            "[1, 1]x1",
            "[1, 1]x1");
    assertThat(stored).hasSize(8).allMatch(row -> row.measured().isPresent());
    assertThat(notes.get(0)).isEqualTo("Memory ran out with 8 examples at once; going on with 4.");
  }

  @Test
  void whatDoesNotFitAloneFailsWithTheReasonAndTheOthersGoOn() {
    compute(List.of(1, 9, 1), 2, 4);
    assertThat(stored).hasSize(6);
    assertThat(stored.stream().filter(row -> row.measured().isEmpty()))
        .hasSize(2)
        .allMatch(row -> row.example().index() == 9)
        .allMatch(row -> row.result().equals(new ExampleRow.Failed(MemoryBackoff.REASON)));
  }

  @Test
  void whatWasFinishedBeforeTheBatchFailedIsHandedOver() {
    MemoryBackoff<Integer> fitting =
        new MemoryBackoff<>(
            2,
            (size, treatment, reason) -> row(size, treatment, new ExampleRow.Failed(reason)),
            stored::addAll,
            notes::add);
    assertThatThrownBy(
            () ->
                fitting.compute(
                    (some, its, rows) -> {
                      rows.accept(row(some.get(0), treatment(0), measured()));
                      throw new KvlabException(KvlabException.Kind.INTERRUPTED, "Interrupted.");
                    },
                    List.of(1, 2),
                    List.of(treatment(0))))
        .isInstanceOf(KvlabException.class);
    assertThat(stored).singleElement().matches(row -> row.example().index() == 1);
  }

  @Test
  void treatmentsAreTriedOneByOneBeforeAnExampleIsGivenUp() {
    compute(List.of(3), 4, 3);
    assertThat(tried).contains("[3]x4", "[3]x2").endsWith("[3]x1");
    assertThat(stored).hasSize(4).allMatch(row -> row.measured().isPresent());
  }

  @Test
  void anyOtherFailureIsNotSwallowed() {
    MemoryBackoff<Integer> fitting =
        new MemoryBackoff<>(
            1,
            (size, treatment, reason) -> row(size, treatment, new ExampleRow.Failed(reason)),
            stored::addAll,
            note -> {});
    assertThatThrownBy(
            () ->
                fitting.compute(
                    (some, its, rows) -> {
                      throw new EngineException("shapes do not match");
                    },
                    List.of(1),
                    List.of(treatment(0))))
        .hasMessage("shapes do not match");
    assertThat(stored).isEmpty();
  }

  @Test
  void whatLibtorchReallySaysIsRecognised() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      assertThatThrownBy(() -> manager.zeros(new Shape(1L << 46)))
          .satisfies(e -> assertThat(OutOfMemory.is(e)).as("%s", e).isTrue());
    }
    assertThat(OutOfMemory.is(new IllegalStateException(new OutOfMemoryError("Java heap space"))))
        .isTrue();
    assertThat(OutOfMemory.is(new EngineException("CUDA out of memory. Tried to allocate 2 GiB")))
        .isTrue();
    assertThat(OutOfMemory.is(new OutOfMemoryError("unable to create native thread: possibly")))
        .isFalse();
    assertThat(OutOfMemory.is(new EngineException("size mismatch"))).isFalse();
  }

  private static Treatment treatment(int i) {
    return new Treatment("p" + i, Budget.ratio("0.5"), Optional.empty(), CompressionPoint.PROMPT);
  }

  private static ExampleRow row(int size, Treatment treatment, ExampleRow.Result result) {
    CellKey.Workload workload = new CellKey.Workload("m", "t", "c", 0, "");
    return new ExampleRow(
        new CellKey(workload, treatment), new ExampleRow.ExampleId(size, "e" + size), result);
  }

  private static ExampleRow.Measured measured() {
    return Grids.rows(Grids.cell("gsm-mini", "full", "1"), 1, 1).get(0).measured().orElseThrow();
  }
}
