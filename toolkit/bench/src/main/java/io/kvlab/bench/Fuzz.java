package io.kvlab.bench;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Feeds everything that reads strangers' files with structured nonsense, the same for the same
 * seed. An input must be accepted or refused with a sentence: no other exception, no stack
 * overflow, no more than {@value #CPU_SECONDS} seconds of computing, and before a refusal no more
 * memory than twice the input, or 16 MB where that is more.
 *
 * <p>A stream of rows leaves short-lived objects behind that are never held at once; they are
 * counted apart. Run in a small heap ({@code KVLAB_JAVA_OPTIONS=-Xmx48m}) the same rule holds by
 * force: whatever holds more ends in an OutOfMemoryError, which is a failure.
 */
public final class Fuzz {
  private static final int CPU_SECONDS = 5;

  /** When a thread counts as hanging, however busy the machine is. */
  private static final int PATIENCE_SECONDS = 1800;

  private static final int KEPT_FAILURES = 20;

  /**
   * What a refusal may take whatever the input: buffers, and the target's own start. Every object
   * ever made is counted, so that what is held at once is always less.
   */
  private static final long FLOOR = 16L << 20;

  private static final int TIMES_INPUT = 2;

  /** Objects made and dropped per byte of a stream, one row at a time. */
  private static final int TIMES_UNFOLDED = 20;

  private final Duration each;
  private final long seed;
  private final PrintStream out;
  private final List<String> failures = new ArrayList<>();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Fuzz(Duration each, long seed, PrintStream out) {
    this.each = each;
    this.seed = seed;
    this.out = out;
  }

  /** What became of one target. */
  private static final class Figures {
    private long inputs;
    private long accepted;
    private long slowest;
    private long largest;
    private long most;
    private long refusing;
  }

  /**
   * Runs targets for a time, shared equally.
   *
   * @param names of targets; empty for all
   * @param out where figures and failures are printed
   * @return what failed; empty when all is well
   */
  public static List<String> run(Duration total, long seed, List<String> names, PrintStream out) {
    try {
      Path folder = Files.createTempDirectory("kvlab-fuzz");
      try {
        List<FuzzTarget> targets =
            FuzzTarget.all(folder).stream()
                .filter(target -> names.isEmpty() || names.contains(target.name()))
                .toList();
        Fuzz fuzz = new Fuzz(total.dividedBy(Math.max(1, targets.size())), seed, out);
        out.printf(
            "%-12s %10s %10s %12s %14s %14s %14s%n",
            "target",
            "inputs",
            "accepted",
            "slowest ms",
            "largest input",
            "most memory",
            "refusing");
        for (FuzzTarget target : targets) {
          try (target) {
            fuzz.run(target);
          }
        }
        fuzz.failures.forEach(out::println);
        return fuzz.failures;
      } finally {
        FuzzTarget.deleteAll(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void run(FuzzTarget target) {
    SplittableRandom seeds = new SplittableRandom(seed);
    Figures figures = new Figures();
    ExecutorService worker = worker();
    long end = System.nanoTime() + each.toNanos();
    while (System.nanoTime() < end && failures.size() < KEPT_FAILURES) {
      long inputSeed = seeds.nextLong();
      byte[] input = target.input(new SplittableRandom(inputSeed));
      Future<?> future = worker.submit(() -> one(target, input, inputSeed, figures));
      try {
        future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        fail(target, inputSeed, input, "no answer after " + PATIENCE_SECONDS + " s");
        worker = worker();
      } catch (ExecutionException e) {
        fail(target, inputSeed, input, "crashed: " + e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    worker.shutdownNow();
    out.printf(
        Locale.ROOT,
        "%-12s %,10d %,10d %,12.0f %,14d %,14d %,14d%n",
        target.name(),
        figures.inputs,
        figures.accepted,
        figures.slowest / 1e6,
        figures.largest,
        figures.most,
        figures.refusing);
  }

  /** A thread that hangs must not keep the process alive. */
  private static ExecutorService worker() {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, "fuzz");
          thread.setDaemon(true);
          return thread;
        });
  }

  private void one(FuzzTarget target, byte[] input, long inputSeed, Figures figures) {
    target.prepare(input);
    long start = threads.getCurrentThreadCpuTime();
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean accepted = target.accepts(input);
    long memory = threads.getCurrentThreadAllocatedBytes() - before;
    figures.inputs++;
    figures.accepted += accepted ? 1 : 0;
    long time = threads.getCurrentThreadCpuTime() - start;
    figures.slowest = Math.max(figures.slowest, time);
    figures.largest = Math.max(figures.largest, input.length);
    figures.most = Math.max(figures.most, memory);
    figures.refusing = Math.max(figures.refusing, accepted ? 0 : memory);
    if (time > TimeUnit.SECONDS.toNanos(CPU_SECONDS)) {
      fail(target, inputSeed, input, "took " + time / 1_000_000 + " ms of computing");
    }
    long explained =
        Math.max(FLOOR, (long) TIMES_INPUT * input.length)
            + TIMES_UNFOLDED * target.unfolded(input);
    if (!accepted && memory > explained) {
      fail(target, inputSeed, input, "took " + memory + " bytes before it refused");
    }
  }

  private void fail(FuzzTarget target, long inputSeed, byte[] input, String what) {
    int shown = Math.min(input.length, 200);
    failures.add(
        target.name()
            + ", input "
            + inputSeed
            + " of "
            + input.length
            + " bytes: "
            + what
            + "; it begins with "
            + HexFormat.of().formatHex(input, 0, shown));
  }
}
