package io.kvlab.dsl;

import java.util.List;
import java.util.Optional;

/**
 * Something with a name that a program may speak of: a policy, a task, a model, a plot.
 *
 * @param help one line about it
 * @param parameters what it takes in parentheses; empty for most
 */
public record Described(String name, String help, List<Parameter> parameters) {
  public Described {
    parameters = List.copyOf(parameters);
  }

  /** Something without parameters. */
  public Described(String name, String help) {
    this(name, help, List.of());
  }

  /** The parameter of this name. */
  public Optional<Parameter> parameter(String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).findFirst();
  }
}
