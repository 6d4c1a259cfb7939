package io.kvlab.template.builtin;

import io.kvlab.template.value.Int;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.None;
import io.kvlab.template.value.Text;
import io.kvlab.template.value.Undefined;
import io.kvlab.template.value.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A path such as {@code function.name} or {@code 0.1}, as filters take it for {@code attribute}.
 */
record Attributes(List<Value> parts, Optional<Value> fallback) {
  static Attributes of(Value path) {
    return of(path, Optional.empty());
  }

  static Attributes of(Value path, Optional<Value> fallback) {
    List<Value> parts = new ArrayList<>();
    if (path instanceof Text text) {
      for (String part : text.value().split("\\.", -1)) {
        boolean number =
            !part.isEmpty() && part.length() < 4300 && part.chars().allMatch(Character::isDigit);
        parts.add(number ? new Int(new BigInteger(part)) : Text.of(part));
      }
    } else if (path != None.NONE) {
      parts.add(path);
    }
    return new Attributes(parts, fallback);
  }

  Value of(Meter meter, Value start) {
    Value value = start;
    for (Value part : parts) {
      value = Access.item(meter, value, part);
      if (value instanceof Undefined && fallback.isPresent()) {
        value = fallback.get();
      }
    }
    return value;
  }
}
