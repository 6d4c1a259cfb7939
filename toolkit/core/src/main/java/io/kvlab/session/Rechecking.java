package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.engine.Cancellation;
import io.kvlab.engine.Recheck;
import io.kvlab.engine.RunOptions;
import io.kvlab.engine.RunProgress;
import io.kvlab.engine.Workbench;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.plan.PlanJson;
import io.kvlab.policy.method.StandardPolicies;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.ExampleId;
import io.kvlab.result.RowDifference;
import io.kvlab.store.RowKey;
import io.kvlab.store.Run;
import io.kvlab.store.RunStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * {@code recheck RUN share 0.05}: computes a sample of a stored run's rows again on this machine
 * and says which differ, and in what. Examples are drawn, and all their cells computed, since these
 * share a prefill.
 */
public final class Rechecking {
  /** Differing rows of which is said in what they differ. */
  private static final int SAID = 20;

  private static final int LONGEST = 60;

  private final Workbench workbench;
  private final RunOptions options;
  private final long seed;

  Rechecking(Workbench workbench, RunOptions options, long seed) {
    this.workbench = workbench;
    this.options = options;
    this.seed = seed;
  }

  /**
   * What was found.
   *
   * @param outcome a row a cell, and sentences on what differs
   * @param different how many rows differ
   */
  public record Found(Outcome.Tabular outcome, long different) {}

  private record Example(Workload workload, ExampleId id) {}

  Found recheck(
      RunStore store, String idOrPrefix, double share, RunProgress progress, Cancellation cancel) {
    if (!(share > 0 && share <= 1)) {
      throw KvlabException.usage(
          "The share is a number above 0 and up to 1, such as 0.05, not " + share + ".");
    }
    Run run = store.show(idOrPrefix);
    List<ExampleRow> rows =
        store.rows(run.id()).stream().filter(row -> row.measured().isPresent()).toList();
    if (rows.isEmpty()) {
      throw KvlabException.usage("Run " + run.id() + " has no finished rows to check.");
    }
    Set<Example> drawn = sample(rows, share);
    Map<RowKey, ExampleRow> stored = new LinkedHashMap<>();
    for (ExampleRow row : rows) {
      if (drawn.contains(new Example(row.cell().workload(), row.example()))) {
        stored.put(RowKey.of(row), row);
      }
    }
    Recheck recheck = new Recheck(PlanJson.read(run.spec().plan()), workbench, options);
    List<String> changed = recheck.changed(run.spec().fingerprint());
    Map<RowKey, ExampleRow> here = new HashMap<>();
    recheck.rows(stored.keySet(), progress, cancel).forEach(row -> here.put(RowKey.of(row), row));
    return found(run, rows.size(), stored, here, changed);
  }

  /** Of every workload the share of its examples, one at least. */
  private Set<Example> sample(List<ExampleRow> rows, double share) {
    Map<Workload, Set<ExampleId>> examples = new LinkedHashMap<>();
    for (ExampleRow row : rows) {
      examples
          .computeIfAbsent(row.cell().workload(), w -> new LinkedHashSet<>())
          .add(row.example());
    }
    Random random = new Random(seed);
    Set<Example> drawn = new HashSet<>();
    examples.forEach(
        (workload, ids) -> {
          List<ExampleId> order = new ArrayList<>(ids);
          Collections.shuffle(order, random);
          int wanted = (int) Math.ceil(share * order.size() - 1e-9);
          order.subList(0, Math.max(1, wanted)).forEach(id -> drawn.add(new Example(workload, id)));
        });
    return drawn;
  }

  private Found found(
      Run run,
      int all,
      Map<RowKey, ExampleRow> stored,
      Map<RowKey, ExampleRow> here,
      List<String> changed) {
    Map<CellKey, long[]> cells = new LinkedHashMap<>();
    List<String> notes = new ArrayList<>();
    long different = 0;
    for (Map.Entry<RowKey, ExampleRow> entry : stored.entrySet()) {
      ExampleRow again = here.get(entry.getKey());
      List<RowDifference> differences =
          again == null
              ? List.of(new RowDifference("example", "stored", "not in the data of this machine"))
              : RowDifference.between(entry.getValue(), again);
      long[] counts = cells.computeIfAbsent(entry.getKey().cell(), cell -> new long[2]);
      counts[0]++;
      if (!differences.isEmpty()) {
        counts[1]++;
        different++;
        if (different <= SAID) {
          notes.add(sentence(entry.getKey(), differences));
        }
      }
    }
    if (different > SAID) {
      notes.add((different - SAID) + " more rows differ.");
    }
    if (!changed.isEmpty()) {
      notes.add(
          "Not the same here as where the run was computed: "
              + String.join(", ", changed)
              + "; rows may differ for that reason.");
    }
    notes.add(
        stored.size()
            + " of "
            + all
            + " rows of run "
            + run.id()
            + " were computed again (seed "
            + seed
            + "): "
            + (stored.size() - different)
            + " equal, "
            + different
            + " different.");
    return new Found(new Outcome.Tabular("recheck", table(cells), notes), different);
  }

  private static Table table(Map<CellKey, long[]> cells) {
    StringColumn model = StringColumn.create("model");
    StringColumn task = StringColumn.create("task");
    StringColumn policy = StringColumn.create("policy");
    StringColumn budget = StringColumn.create("budget");
    LongColumn checked = LongColumn.create("checked");
    LongColumn different = LongColumn.create("different");
    cells.forEach(
        (cell, counts) -> {
          model.append(cell.workload().model());
          task.append(cell.workload().task());
          policy.append(StandardPolicies.LABELS.of(cell.treatment().policy()));
          budget.append(cell.treatment().budget().toString());
          checked.append(counts[0]);
          different.append(counts[1]);
        });
    return Table.create("recheck", model, task, policy, budget, checked, different);
  }

  private static String sentence(RowKey key, List<RowDifference> differences) {
    List<String> parts = new ArrayList<>();
    for (RowDifference difference : differences) {
      parts.add(
          difference.what()
              + " "
              + shortened(difference.stored())
              + " -> "
              + shortened(difference.here()));
    }
    return key.cell().workload().task()
        + " "
        + key.example().id()
        + ", "
        + StandardPolicies.LABELS.of(key.cell().treatment().policy())
        + " "
        + key.cell().treatment().budget()
        + ": "
        + String.join("; ", parts);
  }

  private static String shortened(String text) {
    String line = text.replace("\n", "\\n");
    return line.codePointCount(0, line.length()) <= LONGEST
        ? "'" + line + "'"
        : "'" + line.substring(0, line.offsetByCodePoints(0, LONGEST)) + "...'";
  }
}
