package io.kvlab.summary;

import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.policy.Budget;
import java.util.Comparator;

/**
 * The order of cells where no plan gives one: by workload; the full cache first, then by policy and
 * point, the largest budget first.
 */
final class CellOrder {
  static final Comparator<CellKey> NATURAL =
      Comparator.comparing(CellKey::workload, workloads())
          .thenComparing(CellKey::treatment, treatments());

  private CellOrder() {}

  private static Comparator<Workload> workloads() {
    return Comparator.comparing(Workload::model)
        .thenComparing(Workload::capability)
        .thenComparing(Workload::task)
        .thenComparing(Workload::settings)
        .thenComparingInt(Workload::shots);
  }

  private static Comparator<Treatment> treatments() {
    return Comparator.comparing((Treatment treatment) -> !treatment.isFull())
        .thenComparing(Treatment::point)
        .thenComparing(Treatment::policy)
        .thenComparing(treatment -> treatment.decode().map(Budget::toString).orElse(""))
        .thenComparing(treatment -> treatment.budget() instanceof Budget.Capacity)
        .thenComparing(treatment -> size(treatment.budget()), Comparator.reverseOrder());
  }

  private static double size(Budget budget) {
    return budget instanceof Budget.Ratio ratio
        ? ratio.value().doubleValue()
        : budget.entries(Integer.MAX_VALUE);
  }
}
