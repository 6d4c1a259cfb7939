package io.kvlab.session;

import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Filters;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.Numbers;
import io.kvlab.plan.CellKey;
import io.kvlab.policy.Budget;
import io.kvlab.result.ExampleRow;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Which rows of a result a plot or a comparison is about. Rows of the full cache stay whatever the
 * policy, ratio and capacity: everything is held against them.
 */
final class RowFilter {
  private final Filters filters;
  private final Catalog catalog;

  RowFilter(Filters filters, Catalog catalog) {
    this.filters = filters;
    this.catalog = catalog;
  }

  List<ExampleRow> filter(List<ExampleRow> rows) {
    return rows.stream().filter(row -> matches(row.cell())).filter(this::isExample).toList();
  }

  private boolean isExample(ExampleRow row) {
    return accepts(filters.examples(), BigDecimal.valueOf(row.example().index()));
  }

  private boolean matches(CellKey cell) {
    return anyOf(filters.models().stream().map(Name::text).toList(), cell.workload().model())
        && anyOf(
            filters.tasks().stream().map(call -> call.name().text()).toList(),
            cell.workload().task())
        && accepts(filters.shots(), BigDecimal.valueOf(cell.workload().shots()))
        && (cell.isBaseline() || (ofPolicy(cell) && ofBudget(cell)));
  }

  private boolean ofPolicy(CellKey cell) {
    return filters.policies().isEmpty()
        || filters.policies().stream().anyMatch(call -> is(call, cell.treatment().policy()));
  }

  /** A policy's bare name means it with any parameters. */
  boolean is(Call call, String expression) {
    if (call.arguments().isEmpty()) {
      int parenthesis = expression.indexOf('(');
      String name = parenthesis < 0 ? expression : expression.substring(0, parenthesis);
      String meant =
          catalog.policies().find(call.name().text()).map(d -> d.name()).orElse(call.name().text());
      return name.equals(meant);
    }
    return catalog.policy(call).expression().equals(expression);
  }

  private boolean ofBudget(CellKey cell) {
    Budget budget = cell.treatment().budget();
    if (budget instanceof Budget.Ratio ratio) {
      return filters.capacities().isEmpty() && accepts(filters.ratios(), ratio.value());
    }
    int capacity = ((Budget.Capacity) budget).value();
    return filters.ratios().isEmpty()
        && accepts(filters.capacities(), BigDecimal.valueOf(capacity));
  }

  private static boolean anyOf(List<String> wanted, String name) {
    return wanted.isEmpty() || wanted.stream().anyMatch(w -> ShortNames.matches(w, name));
  }

  private static boolean accepts(Optional<Numbers> wanted, BigDecimal value) {
    return wanted.isEmpty()
        || wanted.get().values().stream().anyMatch(number -> number.compareTo(value) == 0);
  }
}
