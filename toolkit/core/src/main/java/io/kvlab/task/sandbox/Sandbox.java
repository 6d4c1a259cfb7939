package io.kvlab.task.sandbox;

import io.kvlab.KvlabException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Runs Python programs that nobody has read. Each runs in a process of its own that sees the
 * system's programs and libraries, an empty working folder in memory, and nothing else: no network,
 * no files of the user, no environment; what it may use is limited. Thread-safe.
 */
public final class Sandbox {
  private static final int OUTPUT = 1 << 16;
  private static final int FIRST_USER = 0x6b760000;

  private final Isolation isolation;
  private final Path python;
  private final Limits limits;
  private final AtomicInteger runs = new AtomicInteger();

  private Sandbox(Isolation isolation, Path python, Limits limits) {
    this.isolation = isolation;
    this.python = python;
    this.limits = limits;
  }

  /**
   * How a program ended.
   *
   * @param passed whether it came to its end without an error
   * @param timedOut whether it was killed because its time was up
   * @param output the beginning of what it wrote
   */
  public record Outcome(boolean passed, boolean timedOut, String output) {}

  /**
   * The best sandbox that this machine allows, tried out.
   *
   * @throws KvlabException when there is no Python or no isolation to be had
   */
  public static Sandbox open(Limits limits) {
    return working(limits)
        .findFirst()
        .orElseThrow(
            () ->
                KvlabException.run(
                    "code is not run, since it could not be shut in: install bubblewrap (bwrap), or"
                        + " allow user namespaces (unshare, prlimit, setpriv)"));
  }

  /**
   * Every sandbox that this machine allows, the best first, each tried out when it is asked for.
   */
  static Stream<Sandbox> working(Limits limits) {
    Path python =
        Isolation.System.program("/usr/bin/python3", "/usr/local/bin/python3", "/bin/python3")
            .orElseThrow(
                () ->
                    KvlabException.run(
                        "running code needs /usr/bin/python3 or /usr/local/bin/python3; install"
                            + " Python 3, or leave --run-code away"));
    boolean root = "root".equals(System.getProperty("user.name"));
    List<Isolation> ways = new ArrayList<>();
    Isolation.System.program("/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap")
        .ifPresent(bwrap -> ways.add(new Isolation.Bubblewrap(bwrap, root)));
    if (Isolation.System.program("/usr/bin/unshare").isPresent()) {
      // Never root in a user namespace of its own: the kernel exempts root from the limit on
      // processes, and a fork bomb would take the machine down before its time is up.
      ways.add(new Isolation.Unshare(root));
    }
    return ways.stream()
        .map(way -> new Sandbox(way, python, limits))
        .filter(sandbox -> sandbox.run("x = 1").passed());
  }

  /** The name of the isolation in use, for provenance. */
  public String isolation() {
    return isolation.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public String toString() {
    return isolation();
  }

  /** Runs one program to its end or to its limits. */
  public Outcome run(String program) {
    // Leaving early is not passing: the end of the program must have been reached.
    String reached = "reached " + UUID.randomUUID();
    String whole = program + "\nprint('\\n" + reached + "', flush=True)\n";
    ProcessBuilder builder =
        new ProcessBuilder(
            isolation.command(python, limits, FIRST_USER + runs.getAndIncrement() % 60_000));
    builder.environment().clear();
    builder.redirectErrorStream(true);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Outcome(false, false, String.valueOf(e.getMessage()));
    }
    try {
      Output output = new Output(process.getInputStream());
      Thread reader = new Thread(output, "sandbox-output");
      reader.setDaemon(true);
      reader.start();
      feed(process, whole);
      boolean ended = process.waitFor(limits.wall().toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        kill(process).waitFor();
      }
      reader.join(2000);
      String text = output.text();
      boolean passed = ended && process.exitValue() == 0 && text.endsWith(reached + "\n");
      return new Outcome(passed, !ended, text.replace("\n" + reached + "\n", ""));
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      throw new KvlabException(KvlabException.Kind.INTERRUPTED, "running code was interrupted", e);
    }
  }

  private static Process kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    return process.destroyForcibly();
  }

  private static void feed(Process process, String program) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(program.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The process has ended before it read everything: how it ended says why.
      return;
    }
  }

  /** Keeps the first and the last of what a process writes, and reads on so that it never waits. */
  private static final class Output implements Runnable {
    private final InputStream in;
    private final StringBuilder text = new StringBuilder();

    Output(InputStream in) {
      this.in = in;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[8192];
      try {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          add(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
      } catch (IOException e) {
        add("");
      }
    }

    private synchronized void add(String more) {
      text.append(more);
      if (text.length() > 2 * OUTPUT) {
        text.delete(OUTPUT, text.length() - 1024);
      }
    }

    synchronized String text() {
      return text.toString();
    }
  }
}
