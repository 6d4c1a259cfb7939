package io.kvlab.store;

import io.kvlab.result.ExampleRow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A real process that fills a run as an experiment does: it takes up the run, leaves out what is
 * finished, "computes" a batch, appends it, and says so. What it says is what append() promised.
 */
final class WriterProcess implements AutoCloseable {
  private final Process process;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;
  private boolean silent;

  private WriterProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::collect);
    reader.start();
  }

  static WriterProcess start(Path store, int cells, int from, int to, int pauseMillis, int most)
      throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:ErrorFile=/dev/null",
            "-XX:-CreateCoredumpOnCrash",
            "-cp",
            System.getProperty("java.class.path"),
            WriterProcess.class.getName(),
            store.toString(),
            "" + cells,
            "" + from,
            "" + to,
            "" + pauseMillis,
            "" + most);
    return new WriterProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private void collect() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        synchronized (lines) {
          lines.add(line);
          lines.notifyAll();
        }
      }
    } catch (IOException ignored) {
      // The process was killed in the middle of a line; that line was not said.
    }
    synchronized (lines) {
      silent = true;
      lines.notifyAll();
    }
  }

  /** Lines said so far that begin with a word. */
  List<String> said(String word) {
    synchronized (lines) {
      return lines.stream().filter(line -> line.startsWith(word)).toList();
    }
  }

  /** Whether it says a word; waits until it has, or will not say anything any more. */
  boolean waitFor(String word) throws InterruptedException {
    synchronized (lines) {
      while (said(word).isEmpty() && !silent) {
        lines.wait();
      }
      return !said(word).isEmpty();
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  /** SIGKILL, or a native crash; then everything that it had said is known. */
  void kill(String signal) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    exitCode();
  }

  int exitCode() throws InterruptedException {
    int code = process.waitFor();
    reader.join();
    return code;
  }

  List<String> everything() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  public static void main(String[] arguments) throws InterruptedException {
    int cells = Integer.parseInt(arguments[1]);
    int pause = Integer.parseInt(arguments[4]);
    int most = Integer.parseInt(arguments[5]);
    try (RunStore store = RunStore.open(Path.of(arguments[0]))) {
      RunStart begun = store.begin(SampleRows.spec("w"), false);
      String run = begun.run().id();
      Set<RowKey> finished = store.finished(run);
      finished.addAll(store.failed(run));
      System.out.println("begun " + begun.origin());
      int to = Integer.parseInt(arguments[3]);
      for (int index = Integer.parseInt(arguments[2]); index < to; index++) {
        List<ExampleRow> batch =
            SampleRows.rows(cells, index, index + 1).stream()
                .filter(row -> !finished.contains(RowKey.of(row)))
                .toList();
        if (!batch.isEmpty() && most-- == 0) {
          new CountDownLatch(1).await(); // until it is killed
        }
        if (!batch.isEmpty()) {
          System.out.println("computing " + index);
          Thread.sleep(pause == 0 ? 0 : ThreadLocalRandom.current().nextInt(pause));
          store.append(run, batch);
          System.out.println("stored " + index);
        }
      }
      System.out.println("done");
    }
  }
}
