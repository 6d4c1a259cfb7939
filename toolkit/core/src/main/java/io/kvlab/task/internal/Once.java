package io.kvlab.task.internal;

import java.util.Optional;
import java.util.function.Supplier;

/** A value that is made when it is first asked for, and kept. */
public final class Once<T> implements Supplier<T> {
  private final Supplier<T> make;
  private Optional<T> made = Optional.empty();

  private Once(Supplier<T> make) {
    this.make = make;
  }

  public static <T> Once<T> of(Supplier<T> make) {
    return new Once<>(make);
  }

  @Override
  public synchronized T get() {
    if (made.isEmpty()) {
      made = Optional.of(make.get());
    }
    return made.get();
  }
}
