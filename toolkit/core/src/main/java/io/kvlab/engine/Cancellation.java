package io.kvlab.engine;

import io.kvlab.KvlabException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A flag by which another thread asks a run to stop; the run looks at it between forward passes.
 */
public final class Cancellation implements BooleanSupplier {
  private final AtomicBoolean requested = new AtomicBoolean();
  private final List<Runnable> actions = new ArrayList<>();

  /** Asks the run to stop. */
  public void request() {
    synchronized (actions) {
      requested.set(true);
      actions.forEach(Runnable::run);
    }
  }

  /** What is done as soon as a stop is asked for, until it is closed. */
  interface Action extends AutoCloseable {
    @Override
    void close();
  }

  /** Does something as soon as a stop is asked for, at once if it was already. */
  Action whenRequested(Runnable action) {
    synchronized (actions) {
      actions.add(action);
      if (requested.get()) {
        action.run();
      }
    }
    return () -> {
      synchronized (actions) {
        actions.remove(action);
      }
    };
  }

  @Override
  public boolean getAsBoolean() {
    return requested.get();
  }

  /**
   * Goes on unless the run was asked to stop.
   *
   * @throws KvlabException of kind {@code INTERRUPTED} if it was
   */
  public void check() {
    if (getAsBoolean()) {
      throw new KvlabException(KvlabException.Kind.INTERRUPTED, "Interrupted.");
    }
  }
}
