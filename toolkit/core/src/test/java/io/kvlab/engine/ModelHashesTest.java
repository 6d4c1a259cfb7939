package io.kvlab.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelHashesTest {
  @TempDir Path folder;

  /** Reproducible images set all times to the same second. */
  @Test
  void otherWeightsOfTheSameSizeAndTimeHaveAnotherHash() throws IOException {
    Path weights = folder.resolve("model.safetensors");
    Path cache = folder.resolve("hashes.txt");
    FileTime epoch = FileTime.fromMillis(1000);
    Files.writeString(weights, "one");
    Files.setLastModifiedTime(weights, epoch);
    String first = ModelHashes.hashes(folder, cache).get("model.safetensors");
    assertThat(first).isEqualTo("7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
    Files.writeString(weights, "two");
    Files.setLastModifiedTime(weights, epoch);
    assertThat(ModelHashes.hashes(folder, cache).get("model.safetensors"))
        .isEqualTo("3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3");
  }

  @Test
  void theChatTemplateDecidesToo() throws IOException {
    Files.writeString(folder.resolve("chat_template.jinja"), "x");
    Files.writeString(folder.resolve("README.md"), "x");
    assertThat(ModelHashes.hashes(folder, folder.resolve("hashes.txt")))
        .containsOnlyKeys("chat_template.jinja");
  }
}
