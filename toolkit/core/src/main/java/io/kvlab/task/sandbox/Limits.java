package io.kvlab.task.sandbox;

import java.time.Duration;

/**
 * What a program may use.
 *
 * @param wall time until it is killed, with all its children
 * @param cpuSeconds processor time of each process
 * @param memoryBytes address space of each process
 * @param processes how many processes and threads it may have
 * @param fileBytes the largest file; its folder holds four times as much, in memory
 */
public record Limits(
    Duration wall, int cpuSeconds, long memoryBytes, int processes, long fileBytes) {
  /** Enough for a benchmark's tests. */
  public static Limits standard() {
    return new Limits(Duration.ofSeconds(15), 10, 2L << 30, 32, 16L << 20);
  }
}
