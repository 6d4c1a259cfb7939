package io.kvlab.internal.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one door to libtorch. DJL's binding fits one version: with another one it loads, and takes
 * the process down at the first tensor. So an installed libtorch is asked for its version first.
 */
public final class Libtorch {
  /** The version that DJL 0.36.0 is built against. */
  public static final String VERSION = "2.7.1";

  private static final String PATH = "PYTORCH_LIBRARY_PATH";

  /** In the version.py of a Python package; the build-version of a plain libtorch is one word. */
  private static final Pattern PYTHON = Pattern.compile("__version__ *= *['\"]([^'\"]+)['\"]");

  private Libtorch() {}

  /**
   * The engine.
   *
   * @throws KvlabException if {@code PYTORCH_LIBRARY_PATH} leads to another version
   */
  public static Engine engine() {
    check();
    return Engine.getEngine("PyTorch");
  }

  /** A manager of tensors on a device; as {@link #engine}. */
  public static NDManager manager(Device device) {
    check();
    return NDManager.newBaseManager(device, "PyTorch");
  }

  private static void check() {
    Optional.ofNullable(System.getenv(PATH))
        .map(Path::of)
        .flatMap(Libtorch::otherVersion)
        .ifPresent(
            version -> {
              throw KvlabException.run(
                  PATH
                      + " leads to libtorch "
                      + version
                      + ", and kvlab's engine needs "
                      + VERSION
                      + "; point it at the lib folder of that version, or unset it and the CUDA"
                      + " build is downloaded.");
            });
  }

  /**
   * The version of the libtorch in a folder, if it says one and it is not ours. A folder that holds
   * a binding of its own (libdjl_torch) is taken at its word.
   */
  static Optional<String> otherVersion(Path folder) {
    if (Files.exists(folder.resolve(System.mapLibraryName("djl_torch")))) {
      return Optional.empty();
    }
    Path above = folder.toAbsolutePath().getParent();
    if (above == null) {
      return Optional.empty();
    }
    return read(above.resolve("version.py"))
        .map(PYTHON::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .or(() -> read(above.resolve("build-version")).map(String::strip))
        .filter(version -> !version.split("[+]", 2)[0].equals(VERSION));
  }

  private static Optional<String> read(Path file) {
    try {
      return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
