package io.kvlab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.store.Run;
import io.kvlab.store.RunStore;
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

  @Test
  void aKilledRunIsListedAsInterruptedAndGoesOnByItsId() throws Exception {
    Path store = folder.resolve("runs.db");
    Ended killed =
        ended(
            "KILL", Main.class, "rows", "--store", store.toString(), "--device", "cpu", STATEMENT);
    assertThat(killed.code()).isEqualTo(137);
    String id;
    long before;
    try (RunStore runs = RunStore.open(store)) {
      id = runs.list().get(0).id();
      before = runs.list().get(0).rows();
    }
    Ended listed = ended("", Main.class, "", "runs", "ls", "--store", store.toString());
    assertThat(listed.out()).contains(id, "interrupted").doesNotContain("running");
    assertThat(listed.err()).contains("kvlab run --continue " + id);
    Ended further =
        interrupted(
            Main.class,
            "Continuing",
            "run",
            "--continue",
            id,
            "--store",
            store.toString(),
            "--device",
            "cpu");
    assertThat(further.err()).contains("Continuing run " + id);
    try (RunStore runs = RunStore.open(store)) {
      assertThat(runs.list()).hasSize(1);
      assertThat(runs.show(id).rows()).isGreaterThanOrEqualTo(before);
      assertThat(runs.show(id).state()).isEqualTo(Run.State.INTERRUPTED);
    }
  }

  @Test
  void aReportThatComputesStopsWithThePartialFrame() throws Exception {
    Path store = folder.resolve("runs.db");
    String statement = "compress streamingllm ratio 0.2 on icl-mini with nano limit 150 max 1";
    Ended computed =
        ended("", Main.class, "", "--store", store.toString(), "--device", "cpu", statement);
    assertThat(computed.code()).as(computed.err()).isZero();
    String run;
    try (RunStore runs = RunStore.open(store)) {
      run = runs.list().get(0).id();
    }
    Path page = folder.resolve("paper.html");
    Ended ended =
        interrupted(
            Main.class,
            "rows of the second run",
            "report",
            "paper",
            run,
            "--to",
            page.toString(),
            "--store",
            store.toString(),
            "--device",
            "cpu");
    System.out.println("Ctrl-C to end of a report: " + ended.seconds() + " s");
    assertThat(ended.code()).as(ended.err()).isEqualTo(130);
    assertThat(ended.out()).contains("icl-mini", "question");
    assertThat(ended.err()).contains("goes on from here");
    assertThat(page).doesNotExist();
    try (RunStore runs = RunStore.open(store)) {
      assertThat(runs.list()).hasSize(2);
      assertThat(runs.list().get(1).state()).isEqualTo(Run.State.INTERRUPTED);
    }
  }

  private Ended interrupted(Class<?> main, String word, String... arguments) throws Exception {
    return ended("INT", main, word, arguments);
  }

  /**
   * Starts a process, sends a signal (none if empty) once it has said a word ({@code rows}: once
   * rows are stored, {@code rows of the second run}: once rows of a second run are).
   */
  private Ended ended(String signal, Class<?> main, String word, String... arguments)
      throws Exception {
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
      while (!signal.isEmpty()
          && !said(word, err)
          && process.isAlive()
          && System.nanoTime() < patience) {
        Thread.sleep(20);
      }
      long started = System.nanoTime();
      if (!signal.isEmpty()) {
        new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
      }
      assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
      double seconds = (System.nanoTime() - started) / 1e9;
      reader.join();
      return new Ended(process.exitValue(), Files.readString(out), err.toString(), seconds);
    } finally {
      process.destroyForcibly();
    }
  }

  private boolean said(String word, StringBuilder err) {
    if (!word.startsWith("rows")) {
      synchronized (err) {
        return err.indexOf(word) >= 0;
      }
    }
    Path store = folder.resolve("runs.db");
    if (!Files.exists(store)) {
      return false;
    }
    try (RunStore runs = RunStore.open(store)) {
      int wanted = word.equals("rows") ? 1 : 2;
      return runs.list().size() == wanted && runs.list().get(wanted - 1).rows() > 5;
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
