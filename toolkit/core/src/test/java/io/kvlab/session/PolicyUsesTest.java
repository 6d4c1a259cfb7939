package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.dsl.ast.Query;
import io.kvlab.engine.Cancellation;
import io.kvlab.engine.RunOptions;
import io.kvlab.engine.RunProgress;
import io.kvlab.engine.Runner;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan;
import io.kvlab.policy.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy cannot be used for is said before a model, a text or a dataset is read. */
class PolicyUsesTest {
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compress pyramidinfer ratio 0.5 on \"TEXT\" with nano | drops tokens during the prefill",
        "compress snapkv, pyramidinfer ratio 0.5 at last on \"TEXT\" with nano"
            + " | drops tokens during the prefill",
        "compress h2o ratio 0.5 decode ratio 0.5 on \"TEXT\" with nano | leave 'decode ratio' out",
        "compress h2o ratio 0.5 at question on \"TEXT\" with nano | 'at last'",
        "explain compress pyramidinfer ratio 0.5 on \"TEXT\" with nano"
            + " | drops tokens during the prefill",
        "compress pyramidinfer ratio 0.5 on facts-mini with nano scoring likelihood"
            + " | leave 'scoring likelihood' out",
        "compress tova ratio 0.5 decode ratio 0.5 on facts-mini with nano scoring likelihood"
            + " | leave 'decode ratio' or",
        "generate \"Once\" with nano compress pyramidinfer ratio 0.5"
            + " | use it with compress, not with generate",
      })
  void theRefusalComesBeforeAnythingIsRead(String statement, String sentence) throws IOException {
    Path noText = Files.write(folder.resolve("no-text.bin"), new byte[] {(byte) 0xff, 0});
    assertThatThrownBy(
            () -> session.execute(statement.replace("TEXT", noText.toString()), RunProgress.SILENT))
        .isInstanceOfSatisfying(
            KvlabException.class,
            refusal -> assertThat(refusal.kind()).isEqualTo(KvlabException.Kind.USAGE))
        .hasMessageContaining(sentence);
    assertThat(session.models().any()).isFalse();
    assertThat(session.store().list()).isEmpty();
  }

  @Test
  void aPlanMadeElsewhereIsHeldToTheSame() {
    Plan plan =
        session.plan(
            (Query) Dsl.parseStatement("compress h2o ratio 0.5 on icl-mini with nano limit 1"));
    Treatment undefined =
        new Treatment(
            "knorm()",
            Budget.ratio("0.5"),
            Optional.of(Budget.ratio("0.5")),
            CompressionPoint.PROMPT);
    Plan other =
        new Plan(
            plan.statement(), plan.seed(), List.of(plan.sweeps().get(0).with(List.of(undefined))));
    Runner runner = new Runner(session.workbench(), session.store(), RunOptions.DEFAULT);
    assertThatThrownBy(() -> runner.run(other, RunProgress.SILENT, new Cancellation()))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("keeps every generated token");
    assertThat(session.models().any()).isFalse();
    assertThat(session.store().list()).isEmpty();
  }
}
