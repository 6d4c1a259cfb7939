package io.kvlab.bench;

import com.sun.management.OperatingSystemMXBean;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.Plan;
import io.kvlab.policy.Budget;
import io.kvlab.report.Frames;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.ExampleId;
import io.kvlab.result.RunRows;
import io.kvlab.store.Fingerprint;
import io.kvlab.store.RowExport;
import io.kvlab.store.RunSpec;
import io.kvlab.store.RunStore;
import io.kvlab.summary.Summary;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * How the run store carries a grid of 100,000 example rows: 80 cells (one of them the full cache)
 * of 1,250 examples with generated texts of some 300 characters, of which two thirds say what the
 * full cache said. Every example's 80 rows are one durable append, as the runner does it.
 */
public final class StoreBench {
  private static final int CELLS = 80;
  private static final String[] WORDS = {
    "Each",
    "box",
    "holds",
    "pens",
    "so",
    "there",
    "are",
    "first",
    "then",
    "she",
    "sells",
    "half",
    "of",
    "them",
    "and",
    "keeps",
    "the",
    "rest",
    "for",
    "friends",
    "which",
    "makes",
    "altogether"
  };

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final int examples;
  private final PrintStream out;

  private StoreBench(int rows, PrintStream out) {
    this.examples = Math.max(1, rows / CELLS);
    this.out = out;
  }

  /** Measures in a temporary folder, with about that many rows. */
  public static void run(int rows, PrintStream out) {
    new StoreBench(rows, out).run();
  }

  private void run() {
    try {
      Path folder = Files.createTempDirectory("kvlab-bench");
      try {
        measure(folder.resolve("store"), folder);
      } finally {
        deleteAll(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private void measure(Path file, Path folder) throws IOException {
    out.printf(
        "grid                  %,d rows: %d cells x %,d examples%n", rows(), CELLS, examples);
    String run = write(file);
    long size = Files.size(file);
    out.printf("store size            %.1f MB, %d bytes a row%n", size / 1e6, size / rows());
    for (int round = 1; round <= 3; round++) {
      out.printf("reading, round %d%n", round);
      read(file, run);
    }
    try (RunStore store = RunStore.open(file)) {
      for (String format : List.of("csv", "jsonl", "parquet")) {
        Path export = folder.resolve("rows." + format);
        Times start = now();
        RowExport.write(store, List.of(run), export);
        Times times = now().since(start);
        line(
            "export to " + format,
            times,
            String.format(Locale.ROOT, ", %.1f MB", Files.size(export) / 1e6));
      }
      Times start = now();
      store.check();
      line("check everything", now().since(start), "");
    }
  }

  private void read(Path file, String run) {
    Times start = now();
    try (RunStore store = RunStore.open(file)) {
      line("  open", now().since(start), "");
      start = now();
      store.begin(spec(), false);
      int finished = store.finished(run).size();
      line("  resume", now().since(start), ": begin, and the set of finished examples");
      start = now();
      List<ExampleRow> rows = store.rows(run);
      int read = rows.size();
      Times reading = now().since(start);
      line("  read all rows", reading, ", verified");
      start = now();
      List<CellKey> cells = rows.stream().map(ExampleRow::cell).distinct().toList();
      int lines = Frames.summary(Summary.of(List.of(new RunRows(run, rows)), cells)).rowCount();
      Times summing = now().since(start);
      line("  frame", summing.plus(reading), ": " + lines + " cells, from the store to the table");
      if (read != rows() || finished != rows()) {
        throw new IllegalStateException("the store holds " + read + " rows");
      }
    }
  }

  private String write(Path file) {
    try (RunStore store = RunStore.open(file)) {
      String run = store.begin(spec(), false).run().id();
      Times total = new Times(0, 0, 0);
      long slowest = 0;
      for (int index = 0; index < examples; index++) {
        List<ExampleRow> rows = rows(index);
        Times start = now();
        store.append(run, rows);
        Times took = now().since(start);
        total = total.plus(took);
        slowest = Math.max(slowest, took.wall());
      }
      line(
          "write, durable",
          total,
          String.format(
              Locale.ROOT,
              ": %,.0f rows/s, %.1f ms an append of %d rows, slowest %.0f ms",
              rows() / (total.wall() / 1e9),
              total.wall() / 1e6 / examples,
              CELLS,
              slowest / 1e6));
      return run;
    }
  }

  private void line(String what, Times times, String more) {
    out.printf(
        Locale.ROOT,
        "%-21s %.2f s (%.2f s of computing, %.2f s of it in the thread that waits)%s%n",
        what,
        times.wall() / 1e9,
        times.cpu() / 1e9,
        times.here() / 1e9,
        more);
  }

  /**
   * What passed, in nanoseconds.
   *
   * @param cpu what all threads of this process computed meanwhile, the compilers' included
   * @param here what this thread did: with a second core to spare, the time on the clock
   */
  private record Times(long wall, long cpu, long here) {
    Times since(Times start) {
      return new Times(wall - start.wall, cpu - start.cpu, here - start.here);
    }

    Times plus(Times other) {
      return new Times(wall + other.wall, cpu + other.cpu, here + other.here);
    }
  }

  private Times now() {
    return new Times(
        System.nanoTime(), system.getProcessCpuTime(), threads.getCurrentThreadCpuTime());
  }

  private int rows() {
    return CELLS * examples;
  }

  private static RunSpec spec() {
    Fingerprint fingerprint = Fingerprint.builder().text("plan", "bench").build();
    return new RunSpec("compress ... on gsm-mini with nano", "{}", fingerprint, "{}");
  }

  private static List<ExampleRow> rows(int index) {
    Random random = new Random(index);
    String full = text(random);
    String gold = "" + random.nextInt(1000);
    List<ExampleRow> rows = new ArrayList<>();
    for (int cell = 0; cell < CELLS; cell++) {
      boolean same = random.nextInt(3) > 0;
      rows.add(row(cell, index, same ? full : text(random), gold, random));
    }
    return rows;
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    while (text.length() < 300) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
      if (random.nextInt(4) == 0) {
        text.append(random.nextInt(1000)).append(' ');
      }
    }
    return text.append("#### ").append(random.nextInt(1000)).toString();
  }

  private static ExampleRow row(int cell, int index, String text, String gold, Random random) {
    int prompt = 700 + random.nextInt(200);
    long total = 32L * 8 * prompt;
    long kept = total * (1 + cell % 10) / 10;
    boolean correct = random.nextBoolean();
    return new ExampleRow(
        new CellKey(
            new CellKey.Workload("nano", "gsm-mini", "arithmetic reasoning", 8, ""),
            cell == 0
                ? Plan.Sweep.FULL
                : new CellKey.Treatment(
                    "policy" + cell / 10,
                    Budget.ratio(cell % 10 == 9 ? "1" : "0." + (1 + cell % 10)),
                    Optional.empty(),
                    CompressionPoint.PROMPT)),
        new ExampleId(index, "gsm-mini/" + index),
        new ExampleRow.Measured(
            new ExampleRow.CacheUse(prompt, kept, total, kept * 256),
            new ExampleRow.Answer(
                text,
                Optional.of(text.substring(text.lastIndexOf(' ') + 1)),
                gold,
                correct ? 1 : 0,
                ExampleRow.Units.one(correct),
                Map.of("strict", correct ? 1.0 : 0.0, "flexible", correct ? 1.0 : 0.0),
                new ExampleRow.Tokens(90 + random.nextInt(40), 90, 89)),
            new ExampleRow.Timing(random.nextDouble(), random.nextDouble()),
            Optional.empty()));
  }
}
