package io.kvlab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.engine.RunProgress;
import io.kvlab.internal.ProcessStatus;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.evidence.AccumulatedAttention;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.KeyNorms;
import io.kvlab.model.evidence.KeySimilarity;
import io.kvlab.model.evidence.RampAttention;
import io.kvlab.model.evidence.WindowAttention;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * What evidence costs as prompts grow: time and peak memory of a prefill with and without it, each
 * in a process of its own, so that no peak hides in what another has freed. Memory must grow
 * linearly with the length.
 */
public final class ContextBench {
  private static final int SHORTEST = 1024;
  private static final int LONGEST = 65_536;

  private static final Set<EvidenceKind> ALL =
      Set.of(
          new WindowAttention(32),
          new AccumulatedAttention(),
          new RampAttention(0.2),
          new KeyNorms(),
          new KeySimilarity());

  /** What is gathered in the columns. */
  private static final Map<String, Set<EvidenceKind>> GATHERED =
      Map.of("plain", Set.of(), "window", Set.of(new WindowAttention(32)), "all", ALL);

  private ContextBench() {}

  /** Doubles the prompt from 1k to the longest, on the 15M shape unless another is named. */
  public static BenchReport run(BenchOptions options, RunProgress progress) {
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
    for (int length = SHORTEST; length <= longest; length *= 2) {
      JsonNode plain = measured(options, shape, length, "plain");
      JsonNode window = measured(options, shape, length, "window");
      JsonNode all = measured(options, shape, length, "all");
      double slower = seconds(all) / seconds(plain);
      rows.intColumn("length").append(length);
      rows.doubleColumn("plain_s").append(seconds(plain));
      rows.doubleColumn("window_s").append(seconds(window));
      rows.doubleColumn("all_s").append(seconds(all));
      rows.doubleColumn("all_vs_plain").append(slower);
      rows.doubleColumn("plain_peak_mb").append(peak(plain) / 1e6);
      rows.doubleColumn("all_peak_mb").append(peak(all) / 1e6);
      rows.doubleColumn("extra_bytes_per_token").append((peak(all) - peak(plain)) / length);
      progress.note(
          "%d tokens: %.2f s plain, %.2f times that with all evidence"
              .formatted(length, seconds(plain), slower));
    }
    return new BenchReport("context", facts, rows);
  }

  private static double seconds(JsonNode point) {
    return point.required("seconds").asDouble();
  }

  /** Bytes of resident memory above what there was before the prefill. */
  private static double peak(JsonNode point) {
    return point.required("peak").asDouble() - point.required("before").asDouble();
  }

  private static JsonNode measured(
      BenchOptions options, String shape, int length, String gathered) {
    List<String> arguments = new ArrayList<>(List.of("bench", "context", "--model", shape));
    arguments.addAll(List.of("--device", options.device().isGpu() ? "gpu" : "cpu"));
    arguments.addAll(List.of("--point", length + ":" + gathered));
    return MemoryBench.child(arguments);
  }

  /**
   * One prefill in this process, after a short one that sets everything up.
   *
   * @param text length and what is gathered, such as {@code 1024:all}
   * @return {@code {"seconds", "before", "peak"}}, bytes of resident memory
   */
  public static ObjectNode point(BenchOptions options, String text) {
    String[] parts = text.split(":", 2);
    Set<EvidenceKind> kinds = parts.length == 2 ? GATHERED.get(parts[1]) : null;
    if (kinds == null || !parts[0].matches("\\d{1,7}")) {
      throw KvlabException.usage("--point takes a length and what is gathered, such as 1024:all");
    }
    try (Model model = Model.random(Shapes.of(options.shape().orElse("15M")), options.model(), 1)) {
      prefill(model, SHORTEST, kinds);
      System.gc();
      ProcessStatus.resetPeak();
      ObjectNode point = new ObjectMapper().createObjectNode();
      point.put("before", ProcessStatus.resident().orElse(0));
      int length = Integer.parseInt(parts[0]);
      point.put("seconds", Measuring.seconds(() -> prefill(model, length, kinds)));
      point.put("peak", ProcessStatus.peak().orElse(0));
      return point;
    }
  }

  private static void prefill(Model model, int length, Set<EvidenceKind> kinds) {
    List<int[]> prompt = List.of(Measuring.prompt(model, length, 1));
    try (Prefill prefill = model.prefill(prompt, kinds, 0)) {
      prefill.logits().argmax();
    }
  }
}
