package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import io.kvlab.cache.Selection;
import io.kvlab.engine.RunProgress;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.Budget;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.method.StandardPolicies;
import io.kvlab.result.ExampleRow;
import io.kvlab.store.Run;
import io.kvlab.summary.SummaryCell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run meets what the machine may do to it. */
class RunFaultsTest {
  @TempDir Path folder;
  private Session session = Session.open(Settings.defaults());

  @BeforeEach
  void open() {
    session = Workshop.bundled(folder);
  }

  @AfterEach
  void close() {
    session.close();
  }

  /** Keeps everything, and finds no memory for the longest of the prompts it has met. */
  private record Hungry(Set<Integer> lengths, int tooLong) implements Policy {
    @Override
    public String expression() {
      return "hungry()";
    }

    @Override
    public Set<EvidenceKind> evidence() {
      return Set.of();
    }

    @Override
    public Selection select(PromptView prompt, Evidence evidence, Budget budget) {
      lengths.add(prompt.length());
      if (prompt.length() >= tooLong) {
        throw new EngineException("DefaultCPUAllocator: can't allocate memory: 12");
      }
      return Selection.everything(prompt.layers(), prompt.kvHeads(), prompt.length());
    }
  }

  private void usePolicy(Policy policy) {
    session.usePolicies(
        StandardPolicies.REGISTRY.with(
            PolicyDescription.of("hungry", "a test's own", ""), given -> policy));
  }

  @Test
  void anExampleThatDoesNotFitIsFailedAndNeverWrongAndTriedAgain() {
    String statement = "compress hungry ratio 0.5 on gsm-mini with nano limit 6";
    Set<Integer> lengths = new HashSet<>();
    usePolicy(new Hungry(lengths, Integer.MAX_VALUE));
    Workshop.grid(session, statement + " fresh");
    int longest = Collections.max(lengths);
    usePolicy(new Hungry(new HashSet<>(), longest));
    List<String> notes = new ArrayList<>();
    Grid grid =
        ((Outcome.Experiment)
                session
                    .execute(
                        statement + " fresh",
                        new RunProgress() {
                          @Override
                          public void note(String line) {
                            notes.add(line);
                          }
                        })
                    .get(0))
            .grid();
    SummaryCell full = grid.numbers().cells().get(0);
    SummaryCell hungry = grid.numbers().cells().get(1);
    int failed = hungry.examples().failed();
    assertThat(failed).isBetween(1, 5);
    assertThat(full.examples().failed()).isZero();
    assertThat(grid.rows()).hasSize(12);
    // nothing was evicted, so that what could be measured answers as the full cache does
    assertThat(hungry.drop()).hasValue(0);
    assertThat(grid.summary().columnNames()).contains("failed");
    assertThat(grid.notes())
        .anySatisfy(note -> assertThat(note).contains("failed", "neither as right nor as wrong"));
    assertThat(notes).anySatisfy(note -> assertThat(note).startsWith("Memory ran out with 6"));
    usePolicy(new Hungry(new HashSet<>(), Integer.MAX_VALUE));
    Grid again = Workshop.grid(session, statement);
    assertThat(again.run()).isEqualTo(grid.run());
    assertThat(again.rows()).hasSize(12).allMatch(row -> row.measured().isPresent());
  }

  @Test
  void aThreadThatDiesLeavesWhatItFinishedAndTheSameSessionGoesOn() throws Exception {
    String statement =
        "set batch 2; compress snapkv, random ratio 0.5, 0.2 on gsm-mini with nano limit 6";
    List<Throwable> deaths = Collections.synchronizedList(new ArrayList<>());
    Thread worker =
        new Thread(
            () ->
                session.execute(
                    statement,
                    new RunProgress() {
                      @Override
                      public void advanced(long done) {
                        if (done >= 10) {
                          throw new StackOverflowError("the thread dies here");
                        }
                      }
                    }));
    worker.setUncaughtExceptionHandler((thread, death) -> deaths.add(death));
    worker.start();
    worker.join();
    assertThat(deaths).singleElement().isInstanceOf(StackOverflowError.class);
    Run run = session.store().list().get(0);
    assertThat(run.state()).isEqualTo(Run.State.FAILED);
    List<ExampleRow> kept = session.store().rows(run.id());
    assertThat(kept).hasSizeBetween(10, 20);
    Grid whole = Workshop.grid(session, statement);
    assertThat(whole.run()).isEqualTo(run.id());
    assertThat(whole.rows()).hasSize(30).containsAll(kept);
  }
}
