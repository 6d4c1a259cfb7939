package io.kvlab.model.checkpoint;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import io.kvlab.KvlabException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** How much memory a device has left, and the refusal of what does not fit. */
public final class DeviceMemory {
  private DeviceMemory() {}

  /** Bytes that can still be allocated; empty if nobody can tell. */
  public static OptionalLong free(Device device) {
    if (device.isGpu()) {
      try {
        MemoryUsage usage = CudaUtils.getGpuMemory(device);
        return OptionalLong.of(usage.getMax() - usage.getUsed());
      } catch (RuntimeException | LinkageError unknown) {
        return OptionalLong.empty();
      }
    }
    return availableToProcesses();
  }

  /**
   * Linux counts what its page cache would give back; within a container's limit, and elsewhere,
   * what is plainly free counts.
   */
  private static OptionalLong availableToProcesses() {
    OptionalLong ofMachine = ofMeminfo("MemAvailable:");
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system) {
      long total = ofMeminfo("MemTotal:").orElse(0);
      if (ofMachine.isEmpty() || system.getTotalMemorySize() < total) {
        return OptionalLong.of(
            Math.min(system.getFreeMemorySize(), ofMachine.orElse(Long.MAX_VALUE)));
      }
    }
    return ofMachine;
  }

  private static OptionalLong ofMeminfo(String name) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Refuses {@code needed} bytes of weights if the device has fewer left. */
  public static void require(long needed, String format, Device device, OptionalLong free) {
    if (free.isPresent() && needed > free.getAsLong()) {
      throw KvlabException.run(
          "the weights take "
              + gigabytes(needed)
              + " in "
              + format
              + ", but "
              + (device.isGpu() ? "the GPU" : "this machine")
              + " has "
              + gigabytes(free.getAsLong())
              + " of memory left; use a smaller model or a narrower precision");
    }
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }
}
