package io.kvlab.template.builtin;

import io.kvlab.template.value.Arguments;
import io.kvlab.template.value.Meter;
import io.kvlab.template.value.Parameters;
import io.kvlab.template.value.Value;

/** A filter: {@code input|name(arguments)}. */
public interface Filter {
  /** Applies it. */
  Value apply(Meter meter, Value input, Arguments arguments);

  /** What a filter does with bound parameters. */
  interface Body {
    Value apply(Meter meter, Value input, Parameters.Bound arguments);
  }

  /** A filter with parameters. */
  static Filter of(String name, String parameters, Body body) {
    Parameters signature = Parameters.of(name, parameters);
    return (meter, input, arguments) -> body.apply(meter, input, signature.bind(arguments));
  }
}
