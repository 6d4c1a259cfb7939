package io.kvlab.template.value;

import java.util.HashSet;
import java.util.Set;

/** Python's set, to see what was seen. */
public final class KeySet {
  private final Meter meter;
  private final Set<Key> keys = new HashSet<>();

  /** Empty. */
  public KeySet(Meter meter) {
    this.meter = meter;
  }

  /** Adds a value; false where it was there. */
  public boolean add(Value value) {
    meter.list(1);
    return keys.add(Key.of(meter, value));
  }
}
