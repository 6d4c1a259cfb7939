package io.kvlab.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.ast.Query;
import io.kvlab.engine.RunOptions;
import io.kvlab.engine.RunProgress;
import io.kvlab.engine.SweepCost;
import io.kvlab.internal.ProcessStatus;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.session.Session;
import io.kvlab.session.SettingKey;
import io.kvlab.session.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Predicted peak memory against the measured one. Every plan runs in a process of its own, whose
 * peak of resident memory, Java heap and native memory together, is then read.
 */
public final class MemoryBench {
  private static final String POLICIES =
      "compress random, streamingllm, h2o, snapkv, pyramidkv, chunkkv, shotkv, knorm ratio 0.1..1.0"
          + " step 0.1 on %s with %s limit %d";

  /** A suite and how many of its examples. */
  private record Size(String suite, int examples) {}

  private static final List<Size> SIZES =
      List.of(
          new Size("gsm-mini", 4),
          new Size("gsm-mini", 32),
          new Size("gsm-mini", 96),
          new Size("needle-mini", 32),
          new Size("needle-mini", 96),
          new Size("longgen-mini", 16));

  private MemoryBench() {}

  /** Measures all sizes. */
  public static BenchReport run(String model, RunProgress progress) {
    StringColumn suite = StringColumn.create("suite");
    IntColumn examples = IntColumn.create("examples");
    IntColumn together = IntColumn.create("together");
    DoubleColumn before = DoubleColumn.create("before_mb");
    DoubleColumn predicted = DoubleColumn.create("predicted_peak_mb");
    DoubleColumn measured = DoubleColumn.create("measured_peak_mb");
    DoubleColumn ratio = DoubleColumn.create("predicted_over_measured");
    for (Size size : SIZES) {
      progress.note(size.suite() + ", " + size.examples() + " examples");
      JsonNode point =
          child(
              List.of(
                  "bench",
                  "memory",
                  "--point",
                  POLICIES.formatted(size.suite(), model, size.examples())));
      suite.append(size.suite());
      examples.append(size.examples());
      together.append(point.required("together").asInt());
      before.append(point.required("before").asLong() / 1e6);
      predicted.append(point.required("predicted").asLong() / 1e6);
      measured.append(point.required("peak").asLong() / 1e6);
      ratio.append(point.required("predicted").asDouble() / point.required("peak").asDouble());
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", model);
    facts.put("policies", 8);
    facts.put("ratios", 10);
    return new BenchReport(
        "memory",
        facts,
        Table.create("memory", suite, examples, together, before, predicted, measured, ratio));
  }

  /** Runs one statement in this process: {@code {"before", "predicted", "peak", "together"}}. */
  public static ObjectNode point(Settings settings, String statement) {
    try (TemporaryFolder folder = new TemporaryFolder();
        Session session =
            Session.open(
                settings.with(
                    SettingKey.STORE, folder.path().resolve("runs.db").toString(), "bench"))) {
      Plan plan = session.plan((Query) Dsl.parseStatement(statement));
      RunOptions options = RunOptions.DEFAULT;
      Plan.Sweep sweep = plan.sweeps().get(0);
      SweepCost cost =
          SweepCost.of(sweep, (Answers) sweep.work(), session.workbench(), options, plan.seed());
      ProcessStatus.resetPeak();
      session.execute(statement, RunProgress.SILENT);
      ObjectNode point = new ObjectMapper().createObjectNode();
      point.put("before", cost.processBytes());
      point.put("predicted", cost.peakBytes());
      point.put("peak", ProcessStatus.peak().orElse(0));
      point.put("together", cost.batch());
      return point;
    }
  }

  /** The JSON that this program prints when it is started once more with other arguments. */
  static JsonNode child(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      command.add(option);
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(System.getProperty("sun.java.command").split(" ", 2)[0]);
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw KvlabException.run("a measured run failed; see above");
      }
      return new ObjectMapper().readTree(text);
    } catch (IOException e) {
      throw KvlabException.run("a measured run failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KvlabException(KvlabException.Kind.INTERRUPTED, "stopped");
    }
  }
}
