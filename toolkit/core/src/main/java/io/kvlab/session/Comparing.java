package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.experiment.ExampleRow;
import io.kvlab.experiment.PolicyMatch;
import io.kvlab.report.Frames;
import java.util.List;

/** {@code compare shotkv vs snapkv of grid}: effect, interval and p over the same examples. */
final class Comparing {
  private final Catalog catalog;

  Comparing(Catalog catalog) {
    this.catalog = catalog;
  }

  Outcome compare(Statement.Compare compare, Grid grid) {
    List<ExampleRow> rows = new RowFilter(compare.filters(), catalog).filter(grid.rows());
    if (rows.isEmpty()) {
      throw KvlabException.usage("Nothing of the result is left to compare; loosen the filters.");
    }
    String left = expression(compare.left());
    String right = expression(compare.right());
    List<PolicyMatch> matches = PolicyMatch.of(rows, grid.plan().cells(), left, right);
    return new Outcome.Tabular(
        left + " against " + right,
        Frames.comparison(matches),
        List.of(
            "effect is the score of %s minus that of %s over the same examples; its interval is a"
                    .formatted(left, right)
                + " paired bootstrap, p_value the exact McNemar test"
                + (matches.size() > 1
                    ? " after Holm's correction over " + matches.size() + " rows."
                    : ".")));
  }

  /** A bare name stays a name: it means the policy with whatever parameters the result has. */
  private String expression(Call call) {
    String name = call.name().text();
    return call.arguments().isEmpty()
        ? catalog.policies().find(name).map(policy -> policy.name()).orElse(name)
        : catalog.policy(call).expression();
  }
}
