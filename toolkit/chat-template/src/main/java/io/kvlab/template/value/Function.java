package io.kvlab.template.value;

import java.util.Optional;
import java.util.Set;

/** A function or bound method of ours. */
public final class Function implements HostObject {
  private static final Set<String> UNSAFE =
      Set.of("func_code", "func_dict", "func_defaults", "func_globals");

  private final String name;
  private final Body body;

  /** What it does. */
  public interface Body {
    /** One call. */
    Value call(Meter meter, Arguments arguments);
  }

  /** What it does with bound parameters. */
  public interface BoundBody {
    /** One call. */
    Value call(Meter meter, Parameters.Bound arguments);
  }

  /** A function that looks at its arguments itself. */
  public Function(String name, Body body) {
    this.name = name;
    this.body = body;
  }

  /** A function with parameters, see {@link Parameters}. */
  public static Function method(String name, String parameters, BoundBody body) {
    return new Function(
        name,
        (meter, arguments) -> body.call(meter, Parameters.of(name, parameters).bind(arguments)));
  }

  @Override
  public String type() {
    return "function";
  }

  @Override
  public Value call(Meter meter, Arguments arguments) {
    return body.call(meter, arguments);
  }

  @Override
  public boolean callable() {
    return true;
  }

  @Override
  public Optional<Value> attribute(String attribute) {
    return UNSAFE.contains(attribute)
        ? Optional.of(Undefined.unsafe(this, attribute))
        : Optional.empty();
  }

  @Override
  public String shown() {
    return "<function " + name + ">";
  }
}
