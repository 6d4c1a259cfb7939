package io.kvlab.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of verdicts never says what was not found, whatever happened to it. */
class VerdictsTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("kvlab").resolve("verdicts.txt");
  }

  @Test
  void whatWasKeptIsFoundByAnotherReader() {
    new Verdicts(file()).keep(Map.of("one", "rows 64 inner 64"));
    new Verdicts(file()).keep(Map.of("two", "wrong by 3.25"));
    assertThat(new Verdicts(file()).find("one")).contains("rows 64 inner 64");
    assertThat(new Verdicts(file()).find("two")).contains("wrong by 3.25");
    assertThat(new Verdicts(file()).find("three")).isEmpty();
  }

  @Test
  void aFileCutAtAnyByteSaysTheSameOrNothing() throws IOException {
    new Verdicts(file()).keep(Map.of("one", "rows 1408 inner 192"));
    byte[] whole = Files.readAllBytes(file());
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      Verdicts cut = new Verdicts(file());
      if (length < whole.length - 1) { // the line feed is not missed
        assertThat(cut.find("one")).as("cut to %d bytes", length).isEmpty();
      }
      cut.keep(Map.of("two", "padded"));
      assertThat(cut.find("two")).contains("padded");
    }
  }

  @Test
  void aChangedByteMakesNoOtherVerdict() throws IOException {
    new Verdicts(file()).keep(Map.of("one", "rows 1408 inner 192"));
    byte[] whole = Files.readAllBytes(file());
    for (int at = 0; at < whole.length - 1; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 1;
      Files.write(file(), changed);
      assertThat(new Verdicts(file()).find("one")).as("byte %d", at).isEmpty();
    }
  }

  @Test
  void severalWritersLeaveAWholeFile() throws IOException {
    IntStream.range(0, 40)
        .parallel()
        .forEach(i -> new Verdicts(file()).keep(Map.of("key " + i, "rows " + i + " inner 16")));
    long whole = Files.readString(file(), StandardCharsets.US_ASCII).lines().count();
    long found =
        IntStream.range(0, 40)
            .filter(
                i ->
                    new Verdicts(file())
                        .find("key " + i)
                        .map(("rows " + i + " inner 16")::equals)
                        .orElse(false))
            .count();
    assertThat(found).isEqualTo(whole).isPositive();
    try (var left = Files.list(file().getParent())) {
      assertThat(left).hasSize(1);
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNoFailure() throws IOException {
    Path blocked = Files.writeString(folder.resolve("blocked"), "a file");
    Verdicts verdicts = new Verdicts(blocked.resolve("kvlab").resolve("verdicts.txt"));
    verdicts.keep(Map.of("one", "padded"));
    assertThat(verdicts.find("one")).isEmpty();
  }
}
