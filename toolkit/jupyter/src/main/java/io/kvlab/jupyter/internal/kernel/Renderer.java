package io.kvlab.jupyter.internal.kernel;

import java.util.function.Function;

/** How values of one type are shown. */
record Renderer<T>(Class<T> type, Function<T, MimeBundle> how) {
  MimeBundle show(T value) {
    return how.apply(value);
  }

  /** Shows {@code value} when it is of this type. */
  java.util.Optional<MimeBundle> showAny(Object value) {
    return type.isInstance(value)
        ? java.util.Optional.of(how.apply(type.cast(value)))
        : java.util.Optional.empty();
  }
}
