package io.kvlab.task.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.KvlabException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/**
 * What a program may do, and everything that must be stopped while the run goes on, in every
 * isolation that this machine allows.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("sandboxes")
class SandboxTest {
  /** As long as whatever ends by itself may take on the busiest machine. */
  private static final Limits LIMITS = limits(Duration.ofMinutes(5));

  private final Sandbox sandbox;

  SandboxTest(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  private static Limits limits(Duration wall) {
    return new Limits(wall, 4, 1L << 30, 32, 4L << 20);
  }

  static List<Sandbox> sandboxes() {
    List<Sandbox> working;
    try {
      working = Sandbox.working(LIMITS).toList();
    } catch (KvlabException e) {
      throw new TestAbortedException("skipped: " + e.getMessage());
    }
    if (working.isEmpty()) {
      throw new TestAbortedException("skipped: neither bubblewrap nor namespaces can be had here");
    }
    return working;
  }

  private void requireStopped(String program) {
    assertThat(sandbox.run(program).passed()).as(program).isFalse();
    assertThat(sandbox.run("print('the run goes on')").passed()).isTrue();
  }

  @Test
  void aProgramThatReachesItsEndPasses() {
    Sandbox.Outcome outcome = sandbox.run("import math, typing, hashlib\nprint(math.gcd(12, 18))");
    assertThat(outcome.passed()).isTrue();
    assertThat(outcome.output()).isEqualTo("6\n");
    assertThat(
            sandbox
                .run("open('here.txt', 'w').write('x'); assert open('here.txt').read()")
                .passed())
        .isTrue();
  }

  @Test
  void errorsAndEarlyExitsDoNotPass() {
    requireStopped("assert 1 == 2");
    requireStopped("def f(:");
    requireStopped("import sys; sys.exit(0)");
    requireStopped("import os; os._exit(0)");
    requireStopped("import os, signal; os.kill(os.getpid(), signal.SIGKILL)");
  }

  @Test
  void anEndlessLoopIsStopped() {
    requireStopped("while True: pass");
  }

  @Test
  void anEndlessWaitIsStopped() {
    Sandbox impatient =
        Sandbox.working(limits(Duration.ofSeconds(2)))
            .filter(other -> other.toString().equals(sandbox.toString()))
            .findFirst()
            .orElseThrow();
    Sandbox.Outcome outcome = impatient.run("import time; time.sleep(600)");
    assertThat(outcome.passed()).isFalse();
    assertThat(outcome.timedOut()).isTrue();
  }

  @Test
  void aForkBombIsStoppedAndLeavesNothing() throws IOException {
    requireStopped("import os\nwhile True:\n    os.fork()");
    String leftovers =
        ProcessHandle.allProcesses()
            .map(p -> p.info().commandLine().orElse(""))
            .filter(line -> line.contains("--nproc=32") || line.endsWith("python3 -I -"))
            .reduce("", String::concat);
    assertThat(leftovers).isEmpty();
  }

  @Test
  void tenGigabytesAreRefused() {
    requireStopped("x = bytearray(10 * 1024 ** 3)");
  }

  @Test
  void theUsersFilesAreNotThere() throws IOException {
    Path home = Path.of(System.getProperty("user.home"));
    Path secret = Files.createTempFile(home, "kvlab-secret", ".txt");
    try {
      Files.writeString(secret, "secret");
      requireStopped("print(open('%s').read())".formatted(secret));
      requireStopped("import os; assert os.listdir('%s')".formatted(home));
    } finally {
      Files.delete(secret);
    }
  }

  @Test
  void nothingIsWrittenOutsideItsFolder() throws IOException {
    Path victim = Files.createTempDirectory("kvlab-victim");
    requireStopped("open('%s/x', 'w')".formatted(victim));
    requireStopped("open('/usr/lib/x', 'w')");
    requireStopped("open('/x', 'w')");
    assertThat(victim).isEmptyDirectory();
    requireStopped("open('big', 'wb').write(b'x' * (64 << 20))");
    Files.delete(victim);
  }

  @Test
  void aListeningLocalPortIsOutOfReach() throws IOException {
    AtomicInteger accepted = new AtomicInteger();
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread listener =
          new Thread(
              () -> {
                try {
                  server.accept().close();
                  accepted.incrementAndGet();
                } catch (IOException e) {
                  Thread.currentThread().interrupt();
                }
              });
      listener.setDaemon(true);
      listener.start();
      requireStopped(
          "import socket; socket.create_connection(('127.0.0.1', %d), 2)"
              .formatted(server.getLocalPort()));
    }
    assertThat(accepted).hasValue(0);
  }

  @Test
  void theEnvironmentIsEmptyAndTheProcessIsNobody() {
    assertThat(
            sandbox
                .run(
                    "import os\nprint([k for k in os.environ if k not in ('LC_CTYPE', 'PWD', 'OLDPWD', 'SHLVL', '_')])")
                .output())
        .isEqualTo("[]\n");
    requireStopped("import os; os.setuid(0); os.chroot('/usr')");
    requireStopped(
        "import ctypes; assert ctypes.CDLL(None).mount(b'none', b'/work', b'tmpfs', 0, None) == 0");
  }

  @Test
  void endlessOutputIsRead() {
    assertThat(sandbox.run("for i in range(200000): print('x' * 50)").passed()).isTrue();
  }
}
