package io.kvlab.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path folder;

  @Test
  void aFailureInTheMiddleLeavesWhatWasThereAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "before");
    assertThatThrownBy(
            () ->
                WholeFile.write(
                    file,
                    out -> {
                      out.write(new byte[200_000]);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(KvlabException.class)
        .hasMessage(
            file
                + " cannot be written: No space left on device; check its folder and the free"
                + " space, or name another file.");
    assertThat(file).hasContent("before");
    assertThat(folder.toFile().list()).containsExactly("a.csv");
    WholeFile.write(file, "after");
    assertThat(file).hasContent("after");
    assertThat(folder.toFile().list()).containsExactly("a.csv");
  }

  @Test
  void whatIsInTheWayIsSaid() {
    assertThatThrownBy(() -> WholeFile.write(folder.resolve("no/a.csv"), ""))
        .hasMessageContaining("its folder does not exist; create it");
    assertThatThrownBy(() -> WholeFile.write(folder, "")).hasMessageContaining("it is a folder");
  }

  @Test
  void aLinkIsFollowedAndADeviceIsWrittenAsItIs() throws IOException {
    Path file = Files.writeString(folder.resolve("real"), "before");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    WholeFile.write(link, "after");
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("after");
    WholeFile.write(Path.of("/dev/null"), "nothing");
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }
}
