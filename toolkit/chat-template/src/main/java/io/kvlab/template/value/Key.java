package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import java.math.BigDecimal;
import java.util.concurrent.ThreadLocalRandom;

/** A value as a key: Python's equality and a hash that a template's author cannot foresee. */
final class Key {
  private static final int SEED = ThreadLocalRandom.current().nextInt() | 1;

  private final Meter meter;
  private final Value value;
  private final int hash;

  private Key(Meter meter, Value value, int hash) {
    this.meter = meter;
    this.value = value;
    this.hash = hash;
  }

  static Key of(Meter meter, Value value) {
    return new Key(meter, value, hash(meter, value, 0));
  }

  static boolean hashable(Value value) {
    if (value instanceof TupleValue tuple) {
      return tuple.elements().stream().allMatch(Key::hashable);
    }
    return !(value instanceof ListValue || value instanceof Dict || value instanceof View);
  }

  private static int hash(Meter meter, Value value, int depth) {
    Meter.depth(depth);
    meter.step();
    if (value instanceof Text text) {
      meter.read(text.value().length());
      int hash = 1;
      for (int i = 0; i < text.value().length(); i++) {
        hash = hash * SEED + text.value().charAt(i) + 7;
      }
      return hash;
    }
    if (Numbers.isNumber(value)) {
      double number = Numbers.approximate(value);
      return Double.isFinite(number)
          ? new BigDecimal(number).stripTrailingZeros().hashCode() * SEED
          : Double.hashCode(number);
    }
    if (value instanceof TupleValue tuple) {
      int hash = 3;
      for (Value element : tuple.elements()) {
        hash = hash * SEED + hash(meter, element, depth + 1);
      }
      return hash;
    }
    if (!hashable(value)) {
      throw TemplateException.runtime("unhashable type: '" + value.type() + "'");
    }
    return value instanceof Undefined ? 5 : System.identityHashCode(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Key key
        && hash == key.hash
        && Comparison.equal(meter, value, key.value);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
