package io.kvlab.bench;

import java.time.Duration;
import java.util.List;

/** The fuzzing of {@link FuzzTest}, in a process with a heap of its own: seconds and seed. */
final class FuzzProcess {
  private FuzzProcess() {}

  public static void main(String[] arguments) {
    Duration total = Duration.ofSeconds(Long.parseLong(arguments[0]));
    List<String> failures = Fuzz.run(total, Long.parseLong(arguments[1]), List.of(), System.out);
    System.exit(failures.isEmpty() ? 0 : 1);
  }
}
