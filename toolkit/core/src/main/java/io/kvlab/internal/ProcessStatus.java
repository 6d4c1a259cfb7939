package io.kvlab.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** This process as the system sees it; known on Linux alone. */
public final class ProcessStatus {
  private ProcessStatus() {}

  /** Resident bytes. */
  public static OptionalLong resident() {
    return bytes("VmRSS:");
  }

  /** The most bytes that were resident since {@link #resetPeak}, or since the start. */
  public static OptionalLong peak() {
    return bytes("VmHWM:");
  }

  /** Forgets the peak, where the system allows. */
  public static void resetPeak() {
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    } catch (IOException e) {
      // the peak is then that since the start, an upper limit
    }
  }

  /** Threads, those of native libraries included. */
  public static OptionalLong threads() {
    return status("Threads:");
  }

  private static OptionalLong bytes(String field) {
    OptionalLong kilobytes = status(field);
    return kilobytes.isPresent()
        ? OptionalLong.of(1024 * kilobytes.getAsLong())
        : OptionalLong.empty();
  }

  private static OptionalLong status(String field) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(field))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
