package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.policy.PolicyLabels;
import io.kvlab.policy.method.StandardPolicies;
import io.kvlab.report.Frames;
import io.kvlab.result.ExampleRow;
import io.kvlab.summary.PolicyMatch;
import java.util.ArrayList;
import java.util.List;

/** {@code compare shotkv vs snapkv of grid}: effect, interval and p over the same examples. */
final class CompareStatement {
  private final Catalog catalog;

  CompareStatement(Catalog catalog) {
    this.catalog = catalog;
  }

  Outcome compare(Statement.Compare compare, Grid grid) {
    List<ExampleRow> rows = new RowFilter(compare.filters(), catalog).filter(grid.rows());
    if (rows.isEmpty()) {
      throw KvlabException.usage("Nothing of the result is left to compare; loosen the filters.");
    }
    String left = expression(compare.left(), rows);
    String right = expression(compare.right(), rows);
    PolicyLabels labels = StandardPolicies.LABELS;
    List<PolicyMatch> matches = PolicyMatch.of(rows, grid.plan().cells(), left, right);
    List<String> notes = new ArrayList<>();
    notes.add(
        "effect is the score of %s minus that of %s over the same examples; its interval is a"
                .formatted(labels.of(left), labels.of(right))
            + " paired bootstrap, p_value the exact McNemar test"
            + (matches.size() > 1
                ? " after Holm's correction over " + matches.size() + " rows."
                : "."));
    notes.addAll(grid.arithmetic());
    return new Outcome.Tabular(
        labels.of(left) + " against " + labels.of(right), Frames.comparison(matches), notes);
  }

  /**
   * A bare name means the policy with whatever parameters the result has; where it has several, the
   * one with default parameters, which frames show under the bare name.
   */
  private String expression(Call call, List<ExampleRow> rows) {
    if (!call.arguments().isEmpty()) {
      return catalog.policy(call).expression();
    }
    String word = call.name().text();
    String name = catalog.policies().find(word).map(policy -> policy.name()).orElse(word);
    List<String> there =
        rows.stream()
            .map(row -> row.cell().treatment())
            .filter(treatment -> treatment.policyName().equals(name))
            .map(Treatment::policy)
            .distinct()
            .toList();
    String byDefault = there.size() > 1 ? catalog.policy(call).expression() : name;
    return there.contains(byDefault) ? byDefault : name;
  }
}
