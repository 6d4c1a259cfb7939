package io.kvlab.session;

import ai.djl.engine.Engine;
import ai.djl.util.cuda.CudaUtils;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kvlab.KvlabException;
import io.kvlab.internal.torch.Libtorch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What kvlab finds of the machine it runs on, in plain words. */
public final class Health {
  /** Whether something is as it should be. */
  public enum State {
    FINE,
    /** Not there, and not needed for everything. */
    MISSING,
    /** In the way of every run. */
    BROKEN
  }

  /** One thing that was looked at. */
  public record Finding(String subject, State state, String text) {}

  private Health() {}

  /** Looks at everything that a run needs, and computes; for a process that does nothing else. */
  public static List<Finding> examine(Settings settings) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(machine());
    Finding engine = engine();
    findings.add(engine);
    findings.addAll(gpu(engine.state() != State.BROKEN));
    if (engine.state() != State.BROKEN) {
      findings.add(ArithmeticCheck.examine());
    }
    findings.add(store(settings.store()));
    findings.add(data(settings.data()));
    return findings;
  }

  /**
   * Whether a GPU can be used; starts the native engine.
   *
   * @throws KvlabException if the engine cannot be used at all
   */
  public static boolean gpuUsable() {
    return Libtorch.engine().getGpuCount() > 0;
  }

  /**
   * All that a report of a fault needs to say of this machine, as a text without the user's name.
   *
   * @param version of kvlab
   */
  public static String report(String version, List<Finding> findings, Settings settings) {
    return MachineReport.of(version, findings, settings);
  }

  /** The findings as one JSON document. */
  public static String json(List<Finding> findings) {
    try {
      return new JsonMapper().writeValueAsString(findings);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Finding java() {
    int version = Runtime.version().feature();
    return new Finding(
        "java",
        version == 17 ? State.FINE : State.MISSING,
        Runtime.version()
            + (version == 17 ? "" : "; kvlab is made for 17, notebooks do not run on others"));
  }

  private static Finding machine() {
    long memory =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean os
            ? os.getTotalMemorySize()
            : Runtime.getRuntime().maxMemory();
    return new Finding(
        "machine",
        State.FINE,
        String.format(
            Locale.ROOT,
            "%d cores, %.0f GiB of memory, %s %s",
            Runtime.getRuntime().availableProcessors(),
            memory / (double) (1L << 30),
            System.getProperty("os.name"),
            System.getProperty("os.arch")));
  }

  private static Finding engine() {
    try {
      Engine engine = Libtorch.engine();
      return new Finding(
          "libtorch",
          State.FINE,
          engine.getVersion()
              + (engine.getGpuCount() > 0 ? ", CUDA build" : ", CPU build")
              + Optional.ofNullable(System.getenv("PYTORCH_LIBRARY_PATH"))
                  .map(path -> ", from " + path)
                  .orElse(""));
    } catch (KvlabException e) {
      return new Finding("libtorch", State.BROKEN, String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      return new Finding(
          "libtorch",
          State.BROKEN,
          "could not be loaded ("
              + e.getMessage()
              + "); for --device gpu set PYTORCH_LIBRARY_PATH to the lib folder of an installed"
              + " libtorch "
              + Libtorch.VERSION
              + ", or let the first start download it");
    }
  }

  private static List<Finding> gpu(boolean engineWorks) {
    Optional<String> driver =
        output(
            "nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader");
    if (driver.isEmpty()) {
      return List.of(
          new Finding(
              "gpu",
              State.MISSING,
              "no NVIDIA driver was found (nvidia-smi does not answer); runs use the CPU"));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(new Finding("gpu", State.FINE, driver.get().lines().findFirst().orElse("")));
    int usable = engineWorks ? CudaUtils.getGpuCount() : 0;
    findings.add(
        usable > 0
            ? new Finding(
                "cuda", State.FINE, CudaUtils.getCudaVersionString() + ", " + usable + " usable")
            : new Finding(
                "cuda",
                State.MISSING,
                "a GPU is there, but this process runs the CPU build of libtorch; start with"
                    + " --device gpu"));
    return findings;
  }

  private static Finding store(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    Path there = folder;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    boolean writable =
        there != null && Files.isWritable(there) && (!Files.exists(file) || Files.isWritable(file));
    return new Finding(
        "store",
        writable ? State.FINE : State.BROKEN,
        file + (writable ? "" : " cannot be written; choose another with --store FILE"));
  }

  private static Finding data(Optional<Path> folder) {
    if (folder.isEmpty()) {
      return new Finding(
          "data", State.MISSING, "KVLAB_DATA is not set; datasets come from their caches");
    }
    return Files.isDirectory(folder.get())
        ? new Finding("data", State.FINE, folder.get().toString())
        : new Finding("data", State.BROKEN, folder.get() + " is not a folder; correct KVLAB_DATA");
  }

  private static Optional<String> output(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(10, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? Optional.of(text.strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KvlabException(KvlabException.Kind.INTERRUPTED, "stopped");
    }
  }
}
