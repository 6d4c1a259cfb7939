package io.kvlab.policy;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.DslException;
import io.kvlab.dsl.Formatter;
import io.kvlab.dsl.ast.Argument;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.SourceSpan;
import io.kvlab.dsl.ast.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shortest expression that still means the same policy, for frames and legends: {@code
 * snapkv(window=64)} instead of {@code snapkv(window=64, kernel=5, pooling=avg, group=mean)}.
 * Stored rows keep the full expression, which stays true when a default changes.
 */
public final class PolicyLabels {
  private final PolicyRegistry registry;
  private final Map<String, String> byDefault; // full expression to name

  /** Labels of the policies in a registry; those of others stay as they are. */
  public PolicyLabels(PolicyRegistry registry) {
    this.registry = registry;
    Map<String, String> names = new HashMap<>();
    for (PolicyDescription description : registry.descriptions()) {
      expression(Call.of(description.name()))
          .ifPresent(full -> names.put(full, description.name()));
    }
    byDefault = Map.copyOf(names);
  }

  /**
   * The label of a policy.
   *
   * @param expression of the language, with all parameters
   */
  public String of(String expression) {
    String name = byDefault.get(expression);
    if (name != null) {
      return name;
    }
    try {
      return Formatter.format(shortened(Dsl.parsePolicy(expression)));
    } catch (DslException notOfTheLanguage) {
      return expression;
    }
  }

  /** Leaves out, one after the other, every parameter without which the policy is the same. */
  private Call shortened(Call call) {
    Optional<String> full = expression(call);
    if (full.isEmpty()) {
      return call;
    }
    List<Argument> left = new ArrayList<>(call.arguments());
    for (Argument argument : call.arguments()) {
      List<Argument> without = new ArrayList<>(left);
      without.remove(argument);
      if (expression(new Call(call.name(), without, SourceSpan.NONE)).equals(full)) {
        left = without;
      }
    }
    return new Call(call.name(), left.stream().map(this::shortened).toList(), SourceSpan.NONE);
  }

  private Argument shortened(Argument argument) {
    return argument.value() instanceof Value.Nested nested
        ? new Argument(argument.name(), value(shortened(nested.call())), SourceSpan.NONE)
        : argument;
  }

  private static Value value(Call call) {
    return call.arguments().isEmpty()
        ? new Value.Word(call.name().text(), SourceSpan.NONE)
        : new Value.Nested(call);
  }

  private Optional<String> expression(Call call) {
    try {
      return Optional.of(registry.create(call).expression());
    } catch (KvlabException needsMoreOrIsUnknown) {
      return Optional.empty();
    }
  }
}
