package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.ast.Query;
import io.kvlab.engine.Cancellation;
import io.kvlab.engine.LocalPieces;
import io.kvlab.engine.ModelHashes;
import io.kvlab.engine.RowSink;
import io.kvlab.engine.RunOptions;
import io.kvlab.engine.RunProgress;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.result.ExampleRow;
import io.kvlab.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored is not computed, and what is not needed is not opened. */
class StoredRowsTest {
  @TempDir Path folder;

  @Test
  void aStatementWhoseRowsAreStoredOpensNoWeights() throws IOException {
    Path model = checkpoint();
    String statement =
        "compress streamingllm, snapkv ratio 0.3 on icl-mini with \"%s\" limit 2".formatted(model);
    Grid first;
    try (Session session = Workshop.bundled(folder)) {
      first = Workshop.grid(session, statement);
    }
    try (Session session = Workshop.bundled(folder)) {
      spoil(model.resolve("model.safetensors"), session.workbench().cache().resolve("hashes.txt"));
      Grid again = Workshop.grid(session, statement);
      assertThat(again.run()).isEqualTo(first.run());
      assertThat(again.rows()).isEqualTo(first.rows());
      Path page = folder.resolve("plot.html");
      session.execute(
          "plot bars of (%s) save \"%s\"".formatted(statement, page), RunProgress.SILENT);
      assertThat(page).exists();
      assertThat(session.models().any()).isFalse();
      // and these weights really cannot be opened, and a run that could not begin is none
      assertThatThrownBy(() -> Workshop.grid(session, statement + " seed 2"))
          .isInstanceOf(KvlabException.class);
      assertThat(session.store().list()).hasSize(1);
    }
  }

  private Path checkpoint() throws IOException {
    Path copy = Files.createDirectories(folder.resolve("checkpoint"));
    try (Session session = Workshop.bundled(folder);
        Stream<Path> files = Files.list(session.catalog().modelFolder("nano"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, copy.resolve(file.getFileName().toString()));
      }
    }
    return copy;
  }

  /**
   * No tensor is left in the file, though its hash is known as that of before: a disk that no
   * longer gives what it gave when it was hashed.
   */
  private static void spoil(Path weights, Path cache) throws IOException {
    Path model = weights.getParent();
    String name = weights.getFileName().toString();
    String before = ModelHashes.hashes(model, cache).get(name);
    Files.write(weights, new byte[(int) Files.size(weights)]);
    String spoiled = ModelHashes.hashes(model, cache).get(name);
    assertThat(spoiled).isNotEqualTo(before);
    while (!known(cache, spoiled)) { // a file is hashed anew until its last change is some time ago
      ModelHashes.hashes(model, cache);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    Files.writeString(cache, Files.readString(cache).replace(spoiled, before));
  }

  private static boolean known(Path cache, String hash) throws IOException {
    return Files.exists(cache) && Files.readString(cache).contains(hash);
  }

  @Test
  void piecesComputeWhatTheirSinkWantsAndKnowNoStore() {
    try (Session session = Workshop.bundled(folder)) {
      Plan plan =
          session.plan(
              (Query)
                  Dsl.parseStatement(
                      "compress random ratio 0.3, 0.6 on icl-mini with nano limit 3"));
      LocalPieces pieces = new LocalPieces(session.workbench(), RunOptions.DEFAULT);
      Collected nothing = new Collected(List.of());
      pieces.run(plan, nothing, new Cancellation());
      assertThat(nothing.rows).isEmpty();
      assertThat(session.models().any()).isFalse();
      Collected some = new Collected(List.of(2));
      pieces.run(plan, some, new Cancellation());
      assertThat(some.rows).hasSize(3).allMatch(row -> row.example().index() == 2);
      assertThat(some.computers).containsExactly("nano cpu() float32");
      Collected joined = new Collected(List.of(0, 1, 2));
      plan.pieces(1).forEach(piece -> pieces.run(piece, joined, new Cancellation()));
      assertThat(joined.rows).hasSize(9);
      assertThat(session.store().list()).isEmpty();
    }
  }

  /** Keeps what it is given. */
  private static final class Collected implements RowSink {
    private final List<ExampleRow> rows = new ArrayList<>();
    private final List<String> computers = new ArrayList<>();
    private final List<Integer> wanted;

    Collected(List<Integer> wanted) {
      this.wanted = wanted;
    }

    @Override
    public List<Treatment> missing(Sweep sweep, int example) {
      return wanted.contains(example) ? sweep.treatments() : List.of();
    }

    @Override
    public void computing(String model, Computer with) {
      computers.add(model + " " + with.device() + " " + with.precision());
    }

    @Override
    public void add(List<ExampleRow> finished) {
      rows.addAll(finished);
    }
  }

  @Test
  void rowsAreStoredAsExamplesFinishAndAStopKeepsThem() {
    try (Session session = Workshop.bundled(folder)) {
      List<Long> stored = new ArrayList<>();
      List<String> lines = new ArrayList<>();
      RunProgress stopping =
          new RunProgress() {
            @Override
            public void advanced(long done) {
              stored.add(done);
              if (done > 0) {
                session.cancel();
              }
            }

            @Override
            public void working(io.kvlab.engine.Standing standing) {
              assertThat(standing.share()).isBetween(0.0, 1.0);
              lines.add(standing.line());
            }
          };
      String statement =
          "compress random, snapkv, h2o, knorm, tova, streamingllm ratio 0.1..0.9 step 0.1"
              + " on gsm-mini with nano limit 16";
      Grid partial = ((Outcome.Experiment) session.execute(statement, stopping).get(0)).grid();
      assertThat(partial.interrupted()).isTrue();
      // one batch holds all of them
      assertThat(partial.rows()).hasSizeBetween(1, 16 * 55 - 1);
      assertThat(stored).hasSizeGreaterThan(1);
      assertThat(lines).anyMatch(line -> line.matches("\\d+ of 880, \\d+ of 16 prompts read.*"));
      assertThat(new HashSet<>(lines)).hasSizeGreaterThan(2);
      assertThat(session.store().rows(partial.run())).hasSameSizeAs(partial.rows());
    }
  }

  @Test
  void aStatementReadsItsDataOnceAndTheNextReadsItAnew() {
    try (Session session = Workshop.bundled(folder)) {
      Task task = session.catalog().task("icl-mini");
      assertThat(session.workbench().task("icl-mini")).isSameAs(task);
      assertThat(session.catalog().task("icl-mini")).isSameAs(task);
      session.execute("show settings", RunProgress.SILENT);
      assertThat(session.catalog().task("icl-mini")).isNotSameAs(task);
    }
  }
}
