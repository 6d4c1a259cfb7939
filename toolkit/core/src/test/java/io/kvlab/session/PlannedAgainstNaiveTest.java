package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.ast.Query;
import io.kvlab.engine.Mechanism;
import io.kvlab.engine.RunOptions;
import io.kvlab.engine.SameAnswers;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Sweep;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sharing prefills, merging branches and verifying drafts must not change a single token. The whole
 * grid is {@code ./kvlab bench same-answers}.
 */
class PlannedAgainstNaiveTest {
  private static final String POLICIES =
      "random, streamingllm, h2o, snapkv(window=8), pyramidkv(window=8), pyramidinfer, chunkkv,"
          + " shotkv, randomshot, knorm, tova, keydiff, ada(snapkv(window=8))";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"prompt", "question", "last"})
  void theSameTokensForAllPoliciesAndRatios(String point) {
    compare(
        "compress "
            + POLICIES
            + " ratio 0.1, 0.4, 0.8, 1 at "
            + point
            + " on code-mini, icl-mini with nano limit 3",
        RunOptions.DEFAULT,
        24);
  }

  @ParameterizedTest
  @ValueSource(strings = {"facts-mini", "sense-mini", "guard-mini", "needle-mini"})
  void theSameTokensOnEverySuite(String suite) {
    compare(
        "compress " + POLICIES + " ratio 0.1..1.0 step 0.1 on " + suite + " with nano limit 2",
        RunOptions.DEFAULT,
        14);
  }

  @Test
  void theSameTokensWhereAnswersAreLong() {
    compare(
        "compress h2o, snapkv ratio 0.2, 0.6 on gsm-mini, longgen-mini with nano limit 2 max 96",
        RunOptions.DEFAULT,
        10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prompt", "question"})
  void theSameTokensWhereEntriesAreEvictedWhileDecoding(String point) {
    compare(
        "compress h2o, tova, shotkv ratio 0.3, 0.7 decode ratio 0.5 at "
            + point
            + " on gsm-mini with nano limit 2 max 32",
        RunOptions.DEFAULT,
        14);
  }

  @Test
  void theSameTokensInSmallPieces() {
    RunOptions small =
        new RunOptions(
            Set.of(Mechanism.values()), OptionalInt.of(3), RunOptions.DEFAULT.memory(), true);
    compare("compress random, snapkv, h2o ratio 0.2, 0.6 on gsm-mini with nano limit 4", small, 20);
  }

  private void compare(String statement, RunOptions options, int pairs) {
    try (Session session = Workshop.bundled(folder)) {
      Plan plan = session.plan((Query) Dsl.parseStatement(statement));
      for (Sweep sweep : plan.sweeps()) {
        SameAnswers.Verdict verdict =
            SameAnswers.check(sweep, session.workbench(), plan.seed(), options, pairs);
        assertThat(verdict.different()).isEmpty();
        assertThat(verdict.compared()).isGreaterThanOrEqualTo(pairs);
        assertThat(verdict.ties()).isLessThanOrEqualTo(1);
      }
    }
  }
}
