package io.kvlab.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One process that computes a grid, from its start to its end.
 *
 * @param finished whether it came to the end of the grid
 * @param first rows that it found stored
 * @param last rows that it said were stored
 * @param batches seconds from one stored batch to the next
 * @param lost seconds from the last stored batch to the kill: what has to be computed again
 * @param lines all that it said
 */
record Sitting(
    boolean finished,
    long first,
    long last,
    List<Double> batches,
    double lost,
    List<String> lines) {
  /** At most a batch once the process is warm; its first ones take many times as long. */
  private static final double BATCH_SECONDS = 0.2;

  /** Left alone. */
  static Sitting undisturbed(Path folder, String statement) throws Exception {
    return new Observer(
            GridProcess.start(folder, statement, Long.MAX_VALUE), "", Double.POSITIVE_INFINITY)
        .watch();
  }

  /**
   * Killed in the middle of its work.
   *
   * @param signal {@code KILL} or {@code SEGV}
   * @param when after how many batches; 1.5 is half a warm batch's time after the first
   */
  static Sitting killed(Path folder, String statement, String signal, double when)
      throws Exception {
    long most = (long) when + 2;
    return new Observer(GridProcess.start(folder, statement, most), signal, when).watch();
  }

  /** Reads what a process says and kills it in time. */
  private static final class Observer {
    private final Process process;
    private final String signal;
    private final double when;
    private final List<Double> batches = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private long first = -1;
    private long last = -1;
    private long told;
    private volatile long killedAt;

    Observer(Process process, String signal, double when) {
      this.process = process;
      this.signal = signal;
      this.when = when;
    }

    Sitting watch() throws Exception {
      Thread killer = new Thread(this::kill);
      try (BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          lines.add(line);
          if (line.startsWith("stored ")) {
            stored(Long.parseLong(line.substring(7)));
            if (batches.size() == (int) when && killer.getState() == Thread.State.NEW) {
              killer.start();
            }
          }
        }
        killer.join();
      } finally {
        process.destroyForcibly().waitFor();
      }
      return new Sitting(
          lines.contains("finished"), first, last, batches, (killedAt - told) / 1e9, lines);
    }

    private void stored(long rows) {
      long now = System.nanoTime();
      if (first < 0) {
        first = rows;
      } else if (rows > last) {
        batches.add((now - told) / 1e9);
      }
      last = rows;
      told = now;
    }

    private void kill() {
      try {
        Thread.sleep((long) (1000 * (when - (int) when) * BATCH_SECONDS));
        new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
        killedAt = System.nanoTime();
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
