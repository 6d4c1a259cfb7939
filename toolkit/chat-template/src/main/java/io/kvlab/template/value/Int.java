package io.kvlab.template.value;

import java.math.BigInteger;
import java.util.Optional;

/** Python's int: without bound. */
public record Int(BigInteger value) implements Value {
  /** A number that fits a long. */
  public static Int of(long value) {
    return new Int(BigInteger.valueOf(value));
  }

  @Override
  public String type() {
    return "int";
  }

  @Override
  public boolean truth() {
    return value.signum() != 0;
  }

  @Override
  public Optional<Value> attribute(String name) {
    return switch (name) {
      case "real", "numerator" -> Optional.of(this);
      case "imag" -> Optional.of(of(0));
      case "denominator" -> Optional.of(of(1));
      case "conjugate" -> Optional.of(Function.method(name, "", (meter, args) -> this));
      case "bit_length" ->
          Optional.of(Function.method(name, "", (meter, args) -> of(value.abs().bitLength())));
      case "bit_count" ->
          Optional.of(Function.method(name, "", (meter, args) -> of(value.abs().bitCount())));
      default -> Optional.empty();
    };
  }
}
