package io.kvlab.bench;

import io.kvlab.engine.Mechanism;
import io.kvlab.engine.RunProgress;
import io.kvlab.session.Session;
import io.kvlab.session.SettingKey;
import io.kvlab.session.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What each mechanism saves of one statement: the statement as planned, once without each, and as
 * planned again. What the two planned runs differ by is how far the figures can be trusted.
 */
public final class MechanismBench {
  private final Settings settings;
  private final String statement;
  private final Set<Mechanism> mechanisms;

  /**
   * @param statement a query, without {@code without} and {@code fresh}
   */
  public MechanismBench(Settings settings, String statement, Set<Mechanism> mechanisms) {
    this.settings = settings;
    this.statement = statement;
    this.mechanisms = Set.copyOf(mechanisms);
  }

  /** Measures: the statement runs twice, and once more for every mechanism. */
  public BenchReport run(RunProgress progress) {
    try (TemporaryFolder folder = new TemporaryFolder();
        Session session =
            Session.open(
                settings.with(
                    SettingKey.STORE, folder.path().resolve("runs.db").toString(), "bench"))) {
      session.execute("explain " + statement, RunProgress.SILENT); // the model is loaded and warm
      List<String> labels = new ArrayList<>();
      List<Cost> costs = new ArrayList<>();
      for (Optional<Mechanism> without : order()) {
        String label = without.map(mechanism -> "without " + mechanism.key()).orElse("planned");
        String text = statement + without.map(m -> " without " + m.key()).orElse("") + " fresh";
        Cost cost = Cost.of(() -> session.execute(text, RunProgress.SILENT));
        progress.note(label + ": " + cost);
        labels.add(label);
        costs.add(cost);
      }
      Map<String, Object> facts = Measuring.facts(Measuring.device(settings.device()));
      facts.put("statement", statement);
      return new BenchReport("mechanisms", facts, table(labels, costs));
    }
  }

  /** As planned first and last. */
  private List<Optional<Mechanism>> order() {
    List<Optional<Mechanism>> order = new ArrayList<>(List.of(Optional.empty()));
    mechanisms.stream().sorted().map(Optional::of).forEach(order::add);
    order.add(Optional.empty());
    return order;
  }

  private static Table table(List<String> labels, List<Cost> costs) {
    Cost first = costs.get(0);
    Cost last = costs.get(costs.size() - 1);
    DoubleColumn seconds = DoubleColumn.create("seconds");
    DoubleColumn times = DoubleColumn.create("times_planned");
    DoubleColumn cpu = DoubleColumn.create("cpu_seconds");
    DoubleColumn cpuTimes = DoubleColumn.create("cpu_times_planned");
    for (Cost cost : costs) {
      seconds.append(rounded(cost.wall()));
      times.append(rounded(2 * cost.wall() / (first.wall() + last.wall())));
      cpu.append(rounded(cost.cpu()));
      cpuTimes.append(rounded(2 * cost.cpu() / (first.cpu() + last.cpu())));
    }
    StringColumn path = StringColumn.create("path", labels);
    return Table.create("mechanisms", path, seconds, times, cpu, cpuTimes);
  }

  private static double rounded(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.2f", value));
  }
}
