package io.kvlab.task.internal;

import java.util.Optional;
import java.util.function.Supplier;

/** A value that is made when it is first asked for, and kept. */
public final class Lazy<T> implements Supplier<T> {
  private final Supplier<T> make;
  private Optional<T> made = Optional.empty();

  private Lazy(Supplier<T> make) {
    this.make = make;
  }

  public static <T> Lazy<T> of(Supplier<T> make) {
    return new Lazy<>(make);
  }

  @Override
  public synchronized T get() {
    if (made.isEmpty()) {
      made = Optional.of(make.get());
    }
    return made.get();
  }
}
