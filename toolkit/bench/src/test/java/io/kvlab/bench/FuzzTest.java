package io.kvlab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Two minutes where CI is set, a few seconds elsewhere; {@code -Dkvlab.fuzz.seconds} says else. In
 * a process whose heap is small, so that nothing can hold much more than its input.
 */
class FuzzTest {
  private static final String HEAP = "-Xmx48m";

  @Test
  void nonsenseIsRefusedWithASentenceInASmallHeap() throws Exception {
    int seconds = Integer.getInteger("kvlab.fuzz.seconds", System.getenv("CI") == null ? 12 : 120);
    long seed = Long.getLong("kvlab.fuzz.seed", 7);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FuzzProcess.class.getName(),
                Integer.toString(seconds),
                Long.toString(seed))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("language", "safetensors", "manifest", "bundle");
  }
}
