package io.kvlab.summary;

import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.policy.Budget;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Answer;
import io.kvlab.result.ExampleRow.CacheUse;
import io.kvlab.result.ExampleRow.ExampleId;
import io.kvlab.result.ExampleRow.Failed;
import io.kvlab.result.ExampleRow.Measured;
import io.kvlab.result.ExampleRow.Timing;
import io.kvlab.result.ExampleRow.Tokens;
import io.kvlab.result.ExampleRow.Units;
import io.kvlab.result.RunRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Rows as a run would have stored them, for the tests of what is made of rows. */
public final class Grids {
  private Grids() {}

  public static CellKey cell(String task, String policy, String ratio) {
    return cell(new Workload("nano", task, capability(task), 8, ""), policy, ratio);
  }

  public static CellKey cell(Workload workload, String policy, String ratio) {
    return new CellKey(
        workload,
        new Treatment(policy, Budget.ratio(ratio), Optional.empty(), CompressionPoint.PROMPT));
  }

  /** A row of one answer: 200 prompt tokens, 8 heads over all layers, 9 tokens generated. */
  public static ExampleRow row(CellKey cell, int index, boolean right) {
    return row(cell, index, right ? 1 : 0, 1);
  }

  /** A row of several answers in one generation. */
  public static ExampleRow row(CellKey cell, int index, int right, int answers) {
    long entries = 200 * 8;
    long kept = cell.isBaseline() ? entries : 8L * cell.treatment().budget().entries(200);
    return new ExampleRow(
        cell,
        new ExampleId(index, cell.workload().task() + "/" + index),
        new Measured(
            new CacheUse(200, kept, entries, kept * 128),
            new Answer(
                "The answer is <b>" + index + "</b>.",
                Optional.of(Integer.toString(index)),
                Integer.toString(index),
                (double) right / answers,
                new Units(right, answers),
                Map.of(),
                new Tokens(9, 9, cell.isBaseline() ? 0 : 8)),
            new Timing(0.5, 0.25),
            Optional.empty()));
  }

  /** The summary of rows of one run. */
  public static Summary summary(List<ExampleRow> rows) {
    return Summary.of(List.of(run(rows)));
  }

  /** Rows as those of the run {@code r1}. */
  public static RunRows run(List<ExampleRow> rows) {
    return new RunRows("r1", rows);
  }

  /** The same row with its score computed from the full cache alone. */
  public static ExampleRow unexposed(ExampleRow row) {
    Measured measured = row.measured().orElseThrow();
    Answer answer = measured.answer();
    return new ExampleRow(
        row.cell(),
        row.example(),
        new Measured(
            measured.cache(),
            new Answer(
                answer.text(),
                answer.extracted(),
                answer.gold(),
                answer.score(),
                answer.units(),
                answer.others(),
                new Tokens(1, 1, 0)),
            measured.timing(),
            measured.fidelity()));
  }

  public static ExampleRow failed(CellKey cell, int index, String reason) {
    return new ExampleRow(
        cell, new ExampleId(index, cell.workload().task() + "/" + index), new Failed(reason));
  }

  /** {@code right} of {@code n} examples right, the first ones. */
  public static List<ExampleRow> rows(CellKey cell, int n, int right) {
    List<ExampleRow> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      rows.add(row(cell, i, i < right));
    }
    return rows;
  }

  /** A seeded grid whose scores fall with the ratio, as they do in the literature. */
  public static List<ExampleRow> falling(int n, List<String> tasks, List<String> policies) {
    SplittableRandom random = new SplittableRandom(5);
    List<ExampleRow> rows = new ArrayList<>();
    for (String task : tasks) {
      double[] difficulty = random.doubles(n).toArray();
      double full = 0.6 + 0.3 * random.nextDouble();
      add(rows, cell(task, "full", "1"), difficulty, full);
      for (String policy : policies) {
        double strength = 0.3 + random.nextDouble();
        for (String ratio : List.of("0.9", "0.7", "0.5", "0.3", "0.1")) {
          double lost = strength * Math.pow(1 - Double.parseDouble(ratio), 4);
          add(rows, cell(task, policy, ratio), difficulty, full * Math.max(0, 1 - lost));
        }
      }
    }
    return rows;
  }

  private static void add(List<ExampleRow> rows, CellKey cell, double[] difficulty, double score) {
    for (int i = 0; i < difficulty.length; i++) {
      rows.add(row(cell, i, difficulty[i] < score));
    }
  }

  private static String capability(String task) {
    return switch (task) {
      case "gsm-mini" -> "arithmetic";
      case "needle-mini" -> "long context";
      case "code-mini" -> "code";
      case "facts-mini" -> "knowledge";
      default -> "other";
    };
  }
}
