package io.kvlab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
    Ended ended = interrupted(STATEMENT);
    System.out.println("Ctrl-C to end: " + ended.seconds() + " s");
    assertThat(ended.code()).as(ended.err()).isEqualTo(130);
    assertThat(ended.out()).contains("gsm-mini", "full");
    assertThat(ended.err()).contains("the same statement goes on from here");
    try (RunStore runs = RunStore.open(store)) {
      Run run = runs.list().get(0);
      long before = run.rows();
      assertThat(before).isBetween(1L, 299L);
      Ended second = interrupted(STATEMENT);
      assertThat(second.err()).contains("Continuing run " + run.id());
      assertThat(runs.show(run.id()).rows()).isGreaterThanOrEqualTo(before);
      assertThat(runs.list()).hasSize(1);
    }
  }

  @Test
  void anEngineThatDoesNotComeBackIsLeftAndTheFrameIsPrintedAllTheSame() throws Exception {
    Path store = folder.resolve("runs.db");
    Ended ended = ended("INT", "stubborn", STATEMENT);
    System.out.println("Ctrl-C to end, engine stuck: " + ended.seconds() + " s");
    assertThat(ended.code()).as(ended.err()).isEqualTo(130);
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
    Ended killed = ended("KILL", "held", STATEMENT);
    assertThat(killed.code()).isEqualTo(137);
    String id;
    long before;
    try (RunStore runs = RunStore.open(store)) {
      id = runs.list().get(0).id();
      before = runs.list().get(0).rows();
    }
    Ended listed = left("runs", "ls");
    assertThat(listed.out()).contains(id, "interrupted").doesNotContain("running");
    assertThat(listed.err()).contains("kvlab run --continue " + id);
    Ended further = interrupted("run", "--continue", id);
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
    String statement = "compress streamingllm ratio 0.2 on icl-mini with nano limit 20 max 1";
    Ended computed = left(statement);
    assertThat(computed.code()).as(computed.err()).isZero();
    String run;
    try (RunStore runs = RunStore.open(store)) {
      run = runs.list().get(0).id();
    }
    Path page = folder.resolve("paper.html");
    Ended ended = interrupted("report", "paper", run, "--to", page.toString());
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

  private Ended interrupted(String... arguments) throws Exception {
    return ended("INT", "held", arguments);
  }

  private Ended left(String... arguments) throws Exception {
    return ended("", "held", arguments);
  }

  /** Starts a command, and sends it a signal, unless empty, once it is held. */
  private Ended ended(String signal, String how, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(interruptible());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    Class<?> main = signal.isEmpty() ? Main.class : Held.class;
    command.add(main.getName());
    if (!signal.isEmpty()) {
      command.add(how);
    }
    command.addAll(List.of("--store", folder.resolve("runs.db").toString(), "--device", "cpu"));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out.txt");
    Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
      StringBuilder err = new StringBuilder();
      long started = System.nanoTime();
      // ends with the process: whatever the speed of the machine, there is nothing to wait for
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        err.append(line).append('\n');
        if (line.equals(Held.SAID)) {
          started = System.nanoTime();
          new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
        }
      }
      int code = process.waitFor();
      double seconds = (System.nanoTime() - started) / 1e9;
      return new Ended(code, Files.readString(out), err.toString(), seconds);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * What a shell starts in the background ignores Ctrl-C, and so does all that it starts in turn:
   * with this before it, a command does not.
   */
  private static List<String> interruptible() throws Exception {
    if (!ignored()) {
      return List.of();
    }
    List<String> env = List.of("env", "--default-signal=INT");
    List<String> probe = new ArrayList<>(env);
    probe.add("true");
    assumeTrue(
        new ProcessBuilder(probe).start().waitFor() == 0,
        "skipped: Ctrl-C is ignored here (nohup, or a shell's background), and 'env' cannot change that");
    return env;
  }

  private static boolean ignored() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.isReadable(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }
}
