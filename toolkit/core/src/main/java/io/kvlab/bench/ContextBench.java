package io.kvlab.bench;

import io.kvlab.internal.ProcessStatus;
import io.kvlab.model.EvidenceKind;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * What evidence costs as prompts grow: time and peak memory of a prefill with and without it.
 * Memory must grow linearly with the length.
 */
public final class ContextBench {
  private static final int SHORTEST = 1024;
  private static final int LONGEST = 65_536;

  private static final Set<EvidenceKind> ALL =
      Set.of(
          new EvidenceKind.WindowAttention(32),
          new EvidenceKind.AccumulatedAttention(),
          new EvidenceKind.RampAttention(0.2),
          new EvidenceKind.KeyNorm(),
          new EvidenceKind.KeySimilarity());

  private ContextBench() {}

  /** Doubles the prompt from 1k to the longest, on the 15M shape unless another is named. */
  public static BenchReport run(BenchOptions options) {
    Table rows =
        Table.create(
            "context",
            IntColumn.create("length"),
            DoubleColumn.create("plain_s"),
            DoubleColumn.create("window_s"),
            DoubleColumn.create("all_s"),
            DoubleColumn.create("all_vs_plain"),
            DoubleColumn.create("plain_peak_mb"),
            DoubleColumn.create("all_peak_mb"),
            DoubleColumn.create("extra_bytes_per_token"));
    Map<String, Object> facts = Measuring.facts(options.device());
    String shape = options.shape().orElse("15M");
    facts.put("shape", shape);
    facts.put("evidence", ALL.toString());
    int longest = options.longest().orElse(LONGEST);
    try (Model model = Model.random(Shapes.of(shape), options.model(), 1)) {
      run(model, SHORTEST, Set.of());
      run(model, SHORTEST, ALL);
      for (int length = SHORTEST; length <= longest; length *= 2) {
        Run plain = run(model, length, Set.of());
        Run window = run(model, length, Set.of(new EvidenceKind.WindowAttention(32)));
        Run all = run(model, length, ALL);
        rows.intColumn("length").append(length);
        rows.doubleColumn("plain_s").append(plain.seconds());
        rows.doubleColumn("window_s").append(window.seconds());
        rows.doubleColumn("all_s").append(all.seconds());
        rows.doubleColumn("all_vs_plain").append(all.seconds() / plain.seconds());
        rows.doubleColumn("plain_peak_mb").append(plain.peak() / 1e6);
        rows.doubleColumn("all_peak_mb").append(all.peak() / 1e6);
        rows.doubleColumn("extra_bytes_per_token").append((all.peak() - plain.peak()) / length);
      }
    }
    return new BenchReport("context", facts, rows);
  }

  /**
   * One prefill.
   *
   * @param peak bytes of resident memory above what there was before it
   */
  private record Run(double seconds, double peak) {}

  private static Run run(Model model, int length, Set<EvidenceKind> kinds) {
    System.gc();
    ProcessStatus.resetPeak();
    long before = ProcessStatus.resident().orElse(0);
    double seconds =
        Measuring.seconds(
            () -> {
              List<int[]> prompt = List.of(Measuring.prompt(model, length, 1));
              try (Prefill prefill = model.prefill(prompt, kinds, 0)) {
                prefill.logits().argmax();
              }
            });
    return new Run(seconds, ProcessStatus.peak().orElse(0) - before);
  }
}
