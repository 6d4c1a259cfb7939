package io.kvlab.engine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells whether memory ran out: the Java heap, or what libtorch asked the system or a GPU for. */
public final class OutOfMemory {
  /** What libtorch's allocators say; DJL hands it on as the message of an EngineException. */
  private static final List<String> SIGNS =
      List.of(
          "can't allocate memory",
          "not enough memory",
          "out of memory",
          "std::bad_alloc",
          "cublas_status_alloc_failed");

  /**
   * What oneDNN says of its own allocations. Where it cannot compute something at all it names the
   * operation, "a primitive descriptor for ...".
   */
  private static final Pattern ONEDNN =
      Pattern.compile(
          "could not (create a (primitive|memory|memory object)|execute a primitive)\\s*$",
          Pattern.MULTILINE);

  /** A system without threads or file handles left is another matter than one without memory. */
  private static final String NOT_MEMORY = "unable to create native thread";

  private OutOfMemory() {}

  /** Whether {@code failure}, or what caused it, is that memory ran out. */
  public static boolean is(Throwable failure) {
    Optional<Throwable> next = Optional.of(failure);
    for (int depth = 0; next.isPresent() && depth < 20; depth++) {
      Throwable at = next.get();
      String message = String.valueOf(at.getMessage()).toLowerCase(Locale.ROOT);
      if (message.contains(NOT_MEMORY)) {
        return false;
      }
      if (at instanceof OutOfMemoryError
          || SIGNS.stream().anyMatch(message::contains)
          || ONEDNN.matcher(message).find()) {
        return true;
      }
      next = Optional.ofNullable(at.getCause());
    }
    return false;
  }
}
