package io.kvlab.template.builtin;

import io.kvlab.template.value.Value;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Iterators that work when they are asked, as Python's generators do. */
public final class Lazy {
  private Lazy() {}

  /** Fails at the first question. */
  static Iterator<Value> failing(Supplier<RuntimeException> failure) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        throw failure.get();
      }

      @Override
      public Value next() {
        throw failure.get();
      }
    };
  }

  /** Opens its source at the first question. */
  static Iterator<Value> deferred(Supplier<Iterator<Value>> source) {
    return new Iterator<>() {
      private Iterator<Value> opened = java.util.Collections.emptyIterator();
      private boolean open;

      private Iterator<Value> opened() {
        if (!open) {
          open = true;
          opened = source.get();
        }
        return opened;
      }

      @Override
      public boolean hasNext() {
        return opened().hasNext();
      }

      @Override
      public Value next() {
        return opened().next();
      }
    };
  }

  /** The elements, changed. */
  static Iterator<Value> map(Iterator<Value> source, Function<Value, Value> change) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return source.hasNext();
      }

      @Override
      public Value next() {
        return change.apply(source.next());
      }
    };
  }

  /** The elements that pass. */
  public static Iterator<Value> filter(Iterator<Value> source, Predicate<Value> passes) {
    return new Iterator<>() {
      private Value ahead = io.kvlab.template.value.None.NONE;
      private boolean has;

      @Override
      public boolean hasNext() {
        while (!has && source.hasNext()) {
          ahead = source.next();
          has = passes.test(ahead);
        }
        return has;
      }

      @Override
      public Value next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        has = false;
        return ahead;
      }
    };
  }
}
