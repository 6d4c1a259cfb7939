package io.kvlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.experiment.store.Run;
import io.kvlab.experiment.store.RunStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, sent to real processes. */
class InterruptionTest {
  private static final String STATEMENT =
      "set batch 1; compress snapkv, random ratio 0.3, 0.6 on gsm-mini with nano limit 60";

  @TempDir Path folder;

  /** What a process left behind. */
  private record Ended(int code, String out, String err, double seconds) {}

  @Test
  void aRunStopsWithAPartialFrameAndTheSameStatementGoesOn() throws Exception {
    Path store = folder.resolve("runs.db");
    Ended ended =
        interrupted(Main.class, "rows", "--store", store.toString(), "--device", "cpu", STATEMENT);
    System.out.println("Ctrl-C to end: " + ended.seconds() + " s");
    assertThat(ended.code()).as(ended.err()).isEqualTo(130);
    assertThat(ended.out()).contains("gsm-mini", "full");
    assertThat(ended.err()).contains("the same statement goes on from here");
    try (RunStore runs = RunStore.open(store)) {
      Run run = runs.list().get(0);
      long before = run.rows();
      assertThat(before).isBetween(1L, 299L);
      Ended second =
          interrupted(
              Main.class, "Continuing", "--store", store.toString(), "--device", "cpu", STATEMENT);
      assertThat(second.err()).contains("Continuing run " + run.id());
      assertThat(runs.show(run.id()).rows()).isGreaterThanOrEqualTo(before);
      assertThat(runs.list()).hasSize(1);
    }
  }

  @Test
  void anEngineThatDoesNotComeBackIsLeftAndTheFrameIsPrintedAllTheSame() throws Exception {
    Path store = folder.resolve("runs.db");
    Ended ended = interrupted(Stubborn.class, "stuck", store.toString(), STATEMENT);
    System.out.println("Ctrl-C to end, engine stuck: " + ended.seconds() + " s");
    assertThat(ended.code()).as(ended.err()).isEqualTo(130);
    assertThat(ended.seconds()).isLessThan(60); // the engine would take minutes
    assertThat(ended.out()).contains("gsm-mini", "full");
    assertThat(ended.err()).contains("the same statement goes on from here");
    try (RunStore runs = RunStore.open(store)) {
      assertThat(runs.list().get(0).rows()).isBetween(4L, 299L);
      runs.check();
    }
  }

  /**
   * Starts a process, sends SIGINT once it has said a word ({@code rows}: once rows are stored).
   */
  private Ended interrupted(Class<?> main, String word, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out.txt");
    Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).start();
    StringBuilder err = new StringBuilder();
    Thread reader = new Thread(() -> collect(process, err));
    reader.start();
    try {
      long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
      while (!said(word, err) && process.isAlive() && System.nanoTime() < patience) {
        Thread.sleep(20);
      }
      long started = System.nanoTime();
      new ProcessBuilder("kill", "-INT", "" + process.pid()).start().waitFor();
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
      double seconds = (System.nanoTime() - started) / 1e9;
      reader.join();
      return new Ended(process.exitValue(), Files.readString(out), err.toString(), seconds);
    } finally {
      process.destroyForcibly();
    }
  }

  private boolean said(String word, StringBuilder err) {
    if (!word.equals("rows")) {
      synchronized (err) {
        return err.indexOf(word) >= 0;
      }
    }
    Path store = folder.resolve("runs.db");
    if (!Files.exists(store)) {
      return false;
    }
    try (RunStore runs = RunStore.open(store)) {
      return !runs.list().isEmpty() && runs.list().get(0).rows() > 5;
    }
  }

  private static void collect(Process process, StringBuilder err) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (err) {
          err.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      // the process has ended
    }
  }
}
