package io.kvlab.bench;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.engine.RunProgress;
import io.kvlab.model.Model;
import io.kvlab.session.Session;
import io.kvlab.session.SettingKey;
import io.kvlab.session.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * From the start of a process to the first row of a one-example run, part by part; each start is a
 * process of its own.
 */
public final class StartupBench {
  private static final int STARTS = 3;
  private static final List<String> PARTS =
      List.of("JVM", "session", "native library", "weights", "first forward", "run", "total");

  private StartupBench() {}

  /** The fastest and the middle one of several starts. */
  public static BenchReport run(String model) {
    Map<String, double[]> seconds = new TreeMap<>();
    for (int start = 0; start < STARTS; start++) {
      JsonNode point = MemoryBench.child(List.of("bench", "startup", "--point", model));
      for (String part : PARTS) {
        seconds.computeIfAbsent(part, p -> new double[STARTS])[start] =
            point.required(part).asDouble();
      }
    }
    StringColumn part = StringColumn.create("part");
    DoubleColumn best = DoubleColumn.create("best_s");
    DoubleColumn middle = DoubleColumn.create("median_s");
    for (String name : PARTS) {
      double[] sorted = seconds.getOrDefault(name, new double[STARTS]).clone();
      java.util.Arrays.sort(sorted);
      part.append(name);
      best.append(sorted[0]);
      middle.append(sorted[STARTS / 2]);
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("statement", statement(model));
    facts.put("starts", STARTS);
    return new BenchReport("startup", facts, Table.create("startup", part, best, middle));
  }

  private static String statement(String model) {
    return "compress streamingllm ratio 0.5 on facts-mini with " + model + " limit 1";
  }

  /** One start, of this process: seconds by part. */
  public static ObjectNode point(Settings settings, String model) {
    Instant entered = Instant.now();
    Instant began = ProcessHandle.current().info().startInstant().orElse(entered);
    Clock clock = new Clock();
    clock.seconds.put("JVM", Duration.between(began, entered).toMillis() / 1e3);
    try (TemporaryFolder folder = new TemporaryFolder();
        Session session =
            Session.open(
                settings.with(
                    SettingKey.STORE, folder.path().resolve("runs.db").toString(), "bench"))) {
      clock.lap("session");
      Engine.getEngine("PyTorch");
      clock.lap("native library");
      Model loaded = session.load(model).model();
      clock.lap("weights");
      loaded.prefill(List.of(new int[] {1, 2, 3, 4}), Set.of(), 0).close();
      clock.lap("first forward");
      session.execute(statement(model), RunProgress.SILENT);
      clock.lap("run");
    }
    ObjectNode point = new ObjectMapper().createObjectNode();
    double total = 0;
    for (Map.Entry<String, Double> part : clock.seconds.entrySet()) {
      point.put(part.getKey(), part.getValue());
      total += part.getValue();
    }
    point.put("total", total);
    return point;
  }

  private static final class Clock {
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private long last = System.nanoTime();

    void lap(String part) {
      long now = System.nanoTime();
      seconds.put(part, (now - last) / 1e9);
      last = now;
    }
  }
}
