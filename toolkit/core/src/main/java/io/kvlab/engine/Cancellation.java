package io.kvlab.engine;

import io.kvlab.KvlabException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A flag by which another thread asks a run to stop; the run looks at it between forward passes.
 */
public final class Cancellation implements BooleanSupplier {
  private final AtomicBoolean requested = new AtomicBoolean();

  /** Asks the run to stop. */
  public void request() {
    requested.set(true);
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
