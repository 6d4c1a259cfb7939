package io.kvlab.paper;

import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.summary.Summary;
import io.kvlab.summary.SummaryCell;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The same task at question, for cells that cannot show an effect. */
public final class AtQuestion {
  private AtQuestion() {}

  /** The cell that reads the question through the compressed cache. */
  static CellKey of(CellKey key) {
    Treatment treatment = key.treatment();
    return new CellKey(
        key.workload(),
        new Treatment(
            treatment.policy(), treatment.budget(), treatment.decode(), CompressionPoint.QUESTION));
  }

  /**
   * What is to be run so that every cell that cannot show an effect has the same task at question
   * beside it: the same examples, as far as a result lacks them; empty where it lacks none.
   */
  public static Optional<Plan> missing(Plan plan, Summary summary) {
    Set<CellKey> present = new HashSet<>();
    summary.cells().forEach(cell -> present.add(cell.key()));
    List<CellKey> wanted =
        summary.cells().stream()
            .filter(SummaryCell::cannotShowAnEffect)
            .map(cell -> of(cell.key()))
            .filter(key -> !present.contains(key))
            .distinct()
            .toList();
    List<Sweep> sweeps = new ArrayList<>();
    for (Sweep sweep : plan.sweeps()) {
      Workload workload = sweep.workload();
      List<Treatment> treatments =
          wanted.stream()
              .filter(key -> key.workload().equals(workload))
              .map(CellKey::treatment)
              .toList();
      if (!treatments.isEmpty() && sweep.work() instanceof Answers) {
        sweeps.add(sweep.with(treatments));
      }
    }
    return sweeps.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Plan(
                plan.statement() + " # what cannot show an effect, at question",
                plan.seed(),
                sweeps));
  }
}
