package io.kvlab.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kvlab.KvlabException;
import io.kvlab.plan.CellKey;
import io.kvlab.report.Frames;
import io.kvlab.result.ExampleRow;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyMatchTest {
  private static final CellKey SHOTKV = Grids.cell("gsm-mini", "shotkv", "0.1");
  private static final CellKey SNAPKV = Grids.cell("gsm-mini", "snapkv(window=16)", "0.1");

  private static List<ExampleRow> rows() {
    List<ExampleRow> rows =
        new ArrayList<>(Grids.rows(Grids.cell("gsm-mini", "full", "1"), 50, 40));
    for (int i = 0; i < 50; i++) {
      // nine right under the first alone, two under the second alone, twenty under both
      rows.add(Grids.row(SHOTKV, i, i < 29));
      rows.add(Grids.row(SNAPKV, i, (i >= 9 && i < 31)));
    }
    rows.addAll(Grids.rows(Grids.cell("gsm-mini", "shotkv", "0.5"), 50, 40)); // no partner
    return rows;
  }

  @Test
  void policiesArePairedAtTheSameBudget() {
    List<PolicyMatch> matches = PolicyMatch.of(rows(), List.of(), "shotkv", "snapkv");
    assertThat(matches).hasSize(1);
    PolicyMatch match = matches.get(0);
    assertThat(match.first()).isEqualTo(SHOTKV);
    assertThat(match.firstScore()).isEqualTo(0.58, within(1e-12));
    assertThat(match.comparison().reference()).isEqualTo(0.44, within(1e-12));
    assertThat(match.comparison().effect()).isEqualTo(0.14, within(1e-12));
    // exact2x2's vignette: nine against two
    assertThat(match.comparison().pValue()).isEqualTo(0.06543, within(5e-6));
    assertThat(Frames.comparison(matches).columnNames())
        .containsExactly(
            "model",
            "task",
            "a",
            "b",
            "ratio",
            "shots",
            "n",
            "score_a",
            "score_b",
            "effect",
            "effect_low",
            "effect_high",
            "p_value");
  }

  @Test
  void theFullCacheMeetsEveryBudget() {
    List<PolicyMatch> matches = PolicyMatch.of(rows(), List.of(), "full", "shotkv");
    assertThat(matches)
        .extracting(match -> match.second().treatment().budget().toString())
        .containsExactly("ratio 0.5", "ratio 0.1");
    assertThat(Frames.comparison(matches).doubleColumn("ratio").asDoubleArray())
        .containsExactly(0.5, 0.1);
  }

  @Test
  void anUnknownPolicyIsAnErrorThatNamesThoseOfTheResult() {
    assertThatThrownBy(() -> PolicyMatch.of(rows(), List.of(), "h2o", "snapkv"))
        .isInstanceOf(KvlabException.class)
        .hasMessage("This result has no policy h2o; it has full, shotkv, snapkv(window=16).");
  }
}
