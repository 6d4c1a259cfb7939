package io.kvlab.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibtorchTest {
  @TempDir private Path torch;
  private Path lib;

  @BeforeEach
  void makeFolder() throws IOException {
    lib = Files.createDirectory(torch.resolve("lib"));
  }

  @Test
  void anotherVersionOfAPythonPackageIsNamed() throws IOException {
    Files.writeString(torch.resolve("version.py"), "debug = False\n__version__ = '2.11.0+cu130'\n");
    assertThat(Libtorch.otherVersion(lib)).contains("2.11.0+cu130");
  }

  @Test
  void anotherVersionOfAPlainLibtorchIsNamed() throws IOException {
    Files.writeString(torch.resolve("build-version"), "2.5.1+cu124\n");
    assertThat(Libtorch.otherVersion(lib)).contains("2.5.1+cu124");
  }

  @Test
  void theRightVersionPassesWhateverItIsBuiltFor() throws IOException {
    Files.writeString(torch.resolve("build-version"), Libtorch.VERSION + "+cu128\n");
    assertThat(Libtorch.otherVersion(lib)).isEmpty();
  }

  @Test
  void aFolderWithItsOwnBindingOrWithoutAVersionIsTakenAtItsWord() throws IOException {
    assertThat(Libtorch.otherVersion(lib)).isEmpty();
    Files.writeString(torch.resolve("version.py"), "__version__ = '2.11.0'\n");
    Files.createFile(lib.resolve(System.mapLibraryName("djl_torch")));
    assertThat(Libtorch.otherVersion(lib)).isEmpty();
  }
}
