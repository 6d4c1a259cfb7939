package io.kvlab.policy;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Described;
import io.kvlab.dsl.Parameter;
import io.kvlab.dsl.ast.Name;
import java.util.List;
import java.util.Optional;

/**
 * What a policy is called, what it does and which parameters it takes: the one source of help,
 * completion and error messages.
 *
 * @param name its name in the language
 * @param aliases other names for the same policy
 * @param summary one line: what it keeps
 * @param paper authors, year and number of the paper; empty if there is none
 * @param parameters what it takes in parentheses
 */
public record PolicyDescription(
    String name, List<String> aliases, String summary, String paper, List<Parameter> parameters) {
  public PolicyDescription {
    aliases = List.copyOf(aliases);
    parameters = List.copyOf(parameters);
    requireBare(name);
    aliases.forEach(PolicyDescription::requireBare);
  }

  /** A policy with one name. */
  public static PolicyDescription of(
      String name, String summary, String paper, Parameter... parameters) {
    return new PolicyDescription(name, List.of(), summary, paper, List.of(parameters));
  }

  /** This policy with one more name. */
  public PolicyDescription alias(String alias) {
    return new PolicyDescription(name, List.of(alias), summary, paper, parameters);
  }

  /** The parameter of this name. */
  public Optional<Parameter> parameter(String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).findFirst();
  }

  /** This policy in the language's vocabulary, under its name or an alias. */
  Described described(String as) {
    String help = as.equals(name) ? summary : "the same as " + name;
    return new Described(as, paper.isEmpty() ? help : help + " (" + paper + ")", parameters);
  }

  private static void requireBare(String name) {
    if (!Name.isBare(name)) {
      throw KvlabException.usage(
          "A policy's name is letters, digits, - . and _, beginning with a letter, not \""
              + name
              + "\".");
    }
  }
}
