package io.kvlab.internal.torch;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * What the loaded libtorch says about itself, asked by the names its functions have in the library
 * for Linux; empty where they have others.
 */
public final class NativeFacts {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final String LIBRARY = "libtorch_cpu.so";
  private static final int STDOUT = 1;
  private static final int WRITE_ONLY = 1;

  /** More than a std::string takes: its text, its length, and room for a short text. */
  private static final int STRING_BYTES = 64;

  private NativeFacts() {}

  /** A library that this process has loaded already. */
  static Optional<Path> loaded(String name) {
    try (Stream<String> lines = Files.lines(MAPS)) {
      return lines
          .filter(line -> line.endsWith("/" + name))
          .map(line -> Path.of(line.substring(line.indexOf('/'))))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Function> function(String name) {
    try {
      return loaded(LIBRARY)
          .map(path -> NativeLibrary.getInstance(path.toString()).getFunction(name));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  /** How many threads an operator uses. */
  public static OptionalInt threads() {
    return function("_ZN2at15get_num_threadsEv")
        .map(get -> OptionalInt.of(get.invokeInt(new Object[] {})))
        .orElse(OptionalInt.empty());
  }

  /** For which vectors libtorch's own loops were chosen: AVX512, AVX2 or DEFAULT. */
  public static Optional<String> vectors() {
    return text("_ZN2at18get_cpu_capabilityB5cxx11Ev");
  }

  /** The versions of the libraries that multiply matrices. */
  public static List<String> products() {
    return Stream.of("_ZN2at18get_mkldnn_versionB5cxx11Ev", "_ZN2at15get_mkl_versionB5cxx11Ev")
        .flatMap(name -> text(name).stream())
        .map(String::strip)
        .toList();
  }

  /** A function without arguments that returns a std::string, which it writes where it is told. */
  private static Optional<String> text(String name) {
    if (!System.getProperty("os.arch").equals("amd64")) {
      return Optional.empty();
    }
    return function(name)
        .map(
            get -> {
              try (Memory string = new Memory(STRING_BYTES)) {
                string.clear();
                get.invokePointer(new Object[] {string});
                byte[] bytes = string.getPointer(0).getByteArray(0, (int) string.getLong(8));
                return new String(bytes, StandardCharsets.UTF_8);
              }
            });
  }

  /**
   * The names of the kernels that oneDNN runs during some work, in its words: {@code
   * brgemm:avx512_core}. It writes them to the standard output, which leads elsewhere meanwhile; so
   * this is for a process that does nothing else at the time.
   */
  public static List<String> kernels(Runnable work) {
    Optional<Function> verbose = function("_ZN5torch7verbose19_mkldnn_set_verboseEi");
    if (verbose.isEmpty()) {
      work.run();
      return List.of();
    }
    try {
      Path file = Files.createTempFile("kvlab", ".txt");
      try {
        redirected(file, verbose.get(), work);
        return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
            .filter(line -> line.contains(",exec,") && line.contains("inner_product,"))
            .map(line -> line.substring(line.indexOf("inner_product,") + 14).split(",", 2)[0])
            .distinct()
            .sorted()
            .toList();
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      return List.of();
    }
  }

  private static void redirected(Path file, Function verbose, Runnable work) {
    NativeLibrary c = NativeLibrary.getProcess();
    System.out.flush();
    c.getFunction("fflush").invokeInt(new Object[] {Pointer.NULL});
    int before = c.getFunction("dup").invokeInt(new Object[] {STDOUT});
    int there = c.getFunction("open").invokeInt(new Object[] {file.toString(), WRITE_ONLY});
    if (before < 0 || there < 0) {
      work.run();
      return;
    }
    c.getFunction("dup2").invokeInt(new Object[] {there, STDOUT});
    try {
      verbose.invokeInt(new Object[] {1});
      work.run();
    } finally {
      verbose.invokeInt(new Object[] {0});
      c.getFunction("fflush").invokeInt(new Object[] {Pointer.NULL});
      c.getFunction("dup2").invokeInt(new Object[] {before, STDOUT});
      c.getFunction("close").invokeInt(new Object[] {before});
      c.getFunction("close").invokeInt(new Object[] {there});
    }
  }
}
