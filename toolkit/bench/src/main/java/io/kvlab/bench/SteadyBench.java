package io.kvlab.bench;

import ai.djl.Device;
import io.kvlab.KvlabException;
import io.kvlab.engine.RunProgress;
import io.kvlab.internal.ProcessStatus;
import io.kvlab.session.Outcome;
import io.kvlab.session.Session;
import io.kvlab.session.SettingKey;
import io.kvlab.session.Settings;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;

/**
 * Whether memory stays where it is: one session computes grid after grid, as a notebook that is
 * left running does, and memory is read at intervals. Every round draws other examples, uses
 * branches, policies that evict while decoding, and text windows, binds its result to the same name
 * and draws it.
 *
 * <p>The heap is what is alive after a collection; native memory is what the system says is
 * resident, less what the virtual machine has reserved for the heap, its code and classes. Of the
 * heap it may not have used all yet, so that this can come out too small, even below zero: whether
 * memory grows is judged by what is resident.
 */
public final class SteadyBench {
  private static final String ROUND =
      """
      grid = compress snapkv, h2o, shotkv, ada(snapkv) ratio 0.1, 0.3, 0.5 on gsm-mini, needle-mini\
       with %1$s limit 6 seed %2$d fresh
      plot degradation of grid by ratio color policy
      compress h2o ratio 0.5 decode ratio 0.5 on code-mini with %1$s limit 2 seed %2$d fresh
      compress snapkv ratio 0.2, 0.5 on "%3$s" with %1$s context 96 continuation 24 windows 2 fresh
      """;

  private static final double MB = 1e6;

  private final Settings settings;
  private final String model;
  private final Duration total;
  private final int samples;

  /**
   * @param model a model's name
   * @param samples how often memory is read, about
   */
  public SteadyBench(Settings settings, String model, Duration total, int samples) {
    this.settings = settings;
    this.model = model;
    this.total = total;
    this.samples = samples;
  }

  /** Computes for the whole time; a row for every sample, and what grew among the facts. */
  public BenchReport run(RunProgress progress) {
    LongColumn second = LongColumn.create("second");
    LongColumn rounds = LongColumn.create("rounds");
    LongColumn rows = LongColumn.create("rows");
    DoubleColumn heap = DoubleColumn.create("heap_mb");
    DoubleColumn classes = DoubleColumn.create("classes_mb");
    DoubleColumn buffers = DoubleColumn.create("buffers_mb");
    DoubleColumn nativeMemory = DoubleColumn.create("native_mb");
    DoubleColumn resident = DoubleColumn.create("resident_mb");
    LongColumn threads = LongColumn.create("threads");
    Path folder = temporary();
    try (Session session =
        Session.open(
            settings.with(SettingKey.STORE, folder.resolve("runs.db").toString(), "bench"))) {
      Path text = Files.writeString(folder.resolve("text.txt"), text());
      long started = System.nanoTime();
      long next = 0;
      long round = 0;
      long stored = 0;
      while (System.nanoTime() - started < total.toNanos()) {
        round++;
        stored += round(session, round, text);
        long passed = System.nanoTime() - started;
        if (passed >= next) {
          next = passed + total.toNanos() / samples;
          Gauges now = Gauges.read();
          second.append(passed / 1_000_000_000);
          rounds.append(round);
          rows.append(stored);
          heap.append(rounded(now.heap()));
          classes.append(rounded(now.classes()));
          buffers.append(rounded(now.buffers()));
          nativeMemory.append(rounded(now.nativeMemory()));
          resident.append(rounded(now.resident()));
          threads.append(ProcessStatus.threads().orElse(0));
          progress.note(
              String.format(
                  Locale.ROOT,
                  "%,d s, %,d rounds: heap %.1f MB, native %.1f MB",
                  passed / 1_000_000_000,
                  round,
                  now.heap() / MB,
                  now.nativeMemory() / MB));
        }
      }
      Map<String, Object> facts = Measuring.facts(Device.fromName(settings.device()));
      for (DoubleColumn column : List.of(heap, classes, buffers, nativeMemory, resident)) {
        facts.put(column.name(), Growth.of(column.asDoubleArray()).toString());
      }
      return new BenchReport(
          "steady",
          facts,
          Table.create(
              "steady",
              second,
              rounds,
              rows,
              heap,
              classes,
              buffers,
              nativeMemory,
              resident,
              threads));
    } catch (IOException e) {
      throw KvlabException.run("a temporary file cannot be written: " + e.getMessage(), e);
    } finally {
      remove(folder);
    }
  }

  /** Whether heap and resident memory stayed where they were after the first quarter. */
  public static boolean steady(BenchReport report) {
    return Stream.of("heap_mb", "resident_mb")
        .allMatch(
            name -> !Growth.of(report.rows().doubleColumn(name).asDoubleArray()).significant());
  }

  private long round(Session session, long round, Path text) {
    return session.execute(ROUND.formatted(model, round, text), RunProgress.SILENT).stream()
        .mapToLong(
            outcome ->
                outcome instanceof Outcome.Experiment experiment
                    ? experiment.grid().rows().size()
                    : 0)
        .sum();
  }

  /** Bytes of one moment. */
  private record Gauges(long heap, long classes, long buffers, long resident, long committed) {
    static Gauges read() {
      System.gc(); // what is alive, not what happens to lie around
      var memory = ManagementFactory.getMemoryMXBean();
      long buffers =
          ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
              .filter(pool -> pool.getName().equals("direct"))
              .mapToLong(BufferPoolMXBean::getMemoryUsed)
              .sum();
      return new Gauges(
          memory.getHeapMemoryUsage().getUsed(),
          memory.getNonHeapMemoryUsage().getUsed(),
          buffers,
          ProcessStatus.resident().orElse(0),
          memory.getHeapMemoryUsage().getCommitted()
              + memory.getNonHeapMemoryUsage().getCommitted());
    }

    long nativeMemory() {
      return resident - committed;
    }
  }

  private static double rounded(long bytes) {
    return Math.round(bytes / MB * 10) / 10.0;
  }

  /** Enough words of the bundled suites for two windows. */
  private static String text() {
    return "the red box holds seven pens and the blue bag holds four keys .\n".repeat(60);
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("kvlab-bench");
    } catch (IOException e) {
      throw KvlabException.run("no temporary folder can be made: " + e.getMessage(), e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw KvlabException.run(folder + " cannot be removed: " + e.getMessage(), e);
    }
  }
}
