package io.kvlab.template.value;

import java.util.Optional;

/** Python's float. */
public record Real(double value) implements Value {
  @Override
  public String type() {
    return "float";
  }

  @Override
  public boolean truth() {
    return value != 0;
  }

  @Override
  public Optional<Value> attribute(String name) {
    return switch (name) {
      case "real" -> Optional.of(this);
      case "imag" -> Optional.of(new Real(0));
      case "conjugate" -> Optional.of(Function.method(name, "", (meter, args) -> this));
      case "is_integer" ->
          Optional.of(
              Function.method(
                  name,
                  "",
                  (meter, args) -> Bool.of(Double.isFinite(value) && value == Math.rint(value))));
      default -> Optional.empty();
    };
  }
}
