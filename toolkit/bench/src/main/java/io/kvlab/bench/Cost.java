package io.kvlab.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Time of a part.
 *
 * @param wall seconds on the clock
 * @param cpu seconds of all cores that worked for this process
 */
record Cost(double wall, double cpu) {
  static Cost of(Runnable work) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long started = System.nanoTime();
    long worked = system.getProcessCpuTime();
    work.run();
    return new Cost(
        (System.nanoTime() - started) / 1e9, (system.getProcessCpuTime() - worked) / 1e9);
  }

  Cost times(double factor) {
    return new Cost(factor * wall, factor * cpu);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.1f s, %.1f s of CPU", wall, cpu);
  }
}
