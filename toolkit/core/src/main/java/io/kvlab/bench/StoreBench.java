package io.kvlab.bench;

import com.sun.management.OperatingSystemMXBean;
import io.kvlab.experiment.CellKey;
import io.kvlab.experiment.CompressionPoint;
import io.kvlab.experiment.ExampleRow;
import io.kvlab.experiment.ExampleRow.ExampleId;
import io.kvlab.experiment.store.Fingerprint;
import io.kvlab.experiment.store.RowExport;
import io.kvlab.experiment.store.RunSpec;
import io.kvlab.experiment.store.RunStore;
import io.kvlab.policy.Budget;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * How the run store carries a grid of 100,000 example rows: 80 cells of 1,250 examples with
 * generated texts of some 300 characters, of which two thirds say what the full cache said. Every
 * example's 80 rows are one durable append, as the runner does it.
 */
public final class StoreBench {
  private static final int CELLS = 80;
  private static final String[] WORDS = {
    "Each", "box", "holds", "pens", "so", "there", "are", "first", "then", "she", "sells", "half",
    "of", "them", "and", "keeps", "the", "rest", "for", "friends", "which", "makes", "altogether"
  };

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final int examples;
  private final PrintStream out;

  private StoreBench(int rows, PrintStream out) {
    this.examples = Math.max(1, rows / CELLS);
    this.out = out;
  }

  /** Measures in a temporary folder; the first argument is the number of rows. */
  public static void main(String[] arguments) {
    int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
    new StoreBench(rows, System.out).run();
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
    out.printf("grid                  %,d rows: %d cells x %,d examples%n", rows(), CELLS, examples);
    String run = write(file);
    long size = Files.size(file);
    out.printf("store size            %.1f MB, %d bytes a row%n", size / 1e6, size / rows());
    long openNanos = 0;
    long resumeNanos = 0;
    long readNanos = 0;
    for (int round = 0; round < 3; round++) {
      long start = System.nanoTime();
      try (RunStore store = RunStore.open(file)) {
        openNanos = System.nanoTime() - start;
        start = System.nanoTime();
        store.begin(spec(), false);
        int finished = store.finished(run).size();
        resumeNanos = System.nanoTime() - start;
        start = System.nanoTime();
        List<ExampleRow> rows = store.rows(run);
        readNanos = System.nanoTime() - start;
        if (rows.size() != rows() || finished != rows()) {
          throw new IllegalStateException("the store holds " + rows.size() + " rows");
        }
      }
    }
    line("open", openNanos, "");
    line("resume", resumeNanos, " (begin, and the set of finished examples)");
    line("read all rows", readNanos, " (verified; a frame may take 3 s in all)");
    try (RunStore store = RunStore.open(file)) {
      for (String format : List.of("csv", "jsonl", "parquet")) {
        Path export = folder.resolve("rows." + format);
        long start = System.nanoTime();
        RowExport.write(store, List.of(run), export);
        line(
            "export to " + format,
            System.nanoTime() - start,
            String.format(Locale.ROOT, ", %.1f MB", Files.size(export) / 1e6));
      }
      long start = System.nanoTime();
      store.check();
      line("check everything", System.nanoTime() - start, "");
    }
  }

  private String write(Path file) {
    try (RunStore store = RunStore.open(file)) {
      String run = store.begin(spec(), false).run().id();
      long nanos = 0;
      long slowest = 0;
      for (int index = 0; index < examples; index++) {
        List<ExampleRow> rows = rows(run, index);
        long start = System.nanoTime();
        store.append(rows);
        long took = System.nanoTime() - start;
        nanos += took;
        slowest = Math.max(slowest, took);
      }
      line(
          "write, durable",
          nanos,
          String.format(
              Locale.ROOT,
              ": %,.0f rows/s, %.1f ms an append of %d rows, slowest %.0f ms",
              rows() / (nanos / 1e9),
              nanos / 1e6 / examples,
              CELLS,
              slowest / 1e6));
      return run;
    }
  }

  private void line(String what, long nanos, String more) {
    out.printf(Locale.ROOT, "%-21s %.2f s%s%n", what, nanos / 1e9, more);
  }

  private int rows() {
    return CELLS * examples;
  }

  private static RunSpec spec() {
    Fingerprint fingerprint = Fingerprint.builder().text("plan", "bench").build();
    return new RunSpec("compress ... on gsm-mini with nano", "{}", fingerprint, "{}");
  }

  private static List<ExampleRow> rows(String run, int index) {
    Random random = new Random(index);
    String full = text(random);
    String gold = "" + random.nextInt(1000);
    List<ExampleRow> rows = new ArrayList<>();
    for (int cell = 0; cell < CELLS; cell++) {
      boolean same = random.nextInt(3) > 0;
      rows.add(row(run, cell, index, same ? full : text(random), gold, random));
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

  private static ExampleRow row(
      String run, int cell, int index, String text, String gold, Random random) {
    int prompt = 700 + random.nextInt(200);
    long total = 32L * 8 * prompt;
    long kept = total * (1 + cell % 10) / 10;
    boolean correct = random.nextBoolean();
    return new ExampleRow(
        run,
        new CellKey(
            new CellKey.Workload("nano", "gsm-mini", "arithmetic reasoning", 8, ""),
            new CellKey.Treatment(
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
