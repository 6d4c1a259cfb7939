package io.kvlab.policy;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.Formatter;
import io.kvlab.dsl.Parameter;
import io.kvlab.dsl.ast.Argument;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Value;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The parameters of one policy as an expression gives them; defaults where it does not. Every
 * method throws a {@link KvlabException} with a sentence where the value is of the wrong type.
 */
public final class PolicyArguments {
  private final PolicyDescription description;
  private final PolicyRegistry registry;
  private final Map<String, Value> given = new HashMap<>();

  PolicyArguments(PolicyDescription description, Call call, PolicyRegistry registry) {
    this.description = description;
    this.registry = registry;
    for (Argument argument : call.arguments()) {
      Parameter parameter =
          argument.name().isPresent()
              ? named(argument.name().get().text())
              : byPosition(argument.value());
      if (given.put(parameter.name(), argument.value()) != null) {
        throw refuse("'" + parameter.name() + "' is given twice");
      }
    }
  }

  private Parameter named(String name) {
    return description
        .parameter(name)
        .orElseThrow(
            () ->
                refuse(
                    description.parameters().isEmpty()
                        ? "it has no parameters"
                        : "there is no parameter '" + name + "'; it has " + names()));
  }

  private Parameter byPosition(Value value) {
    return description.parameters().stream()
        .filter(p -> p.type() == Parameter.Type.POLICY)
        .findFirst()
        .orElseThrow(
            () ->
                refuse(
                    "parameters are given by name, not as '"
                        + Formatter.format(value)
                        + "'"
                        + (description.parameters().isEmpty() ? "" : "; it has " + names())));
  }

  private String names() {
    return description.parameters().stream().map(Parameter::name).collect(Collectors.joining(", "));
  }

  /** A whole number of 32 bits. */
  public int integer(String name) {
    long value = wholeNumber(name);
    if (value != (int) value) {
      throw refuse(name + " is too large: " + value);
    }
    return (int) value;
  }

  /** A whole number of 64 bits. */
  public long wholeNumber(String name) {
    return rational(value(name))
        .filter(amount -> !amount.dependsOnCapacity() && amount.denominator() == 1)
        .orElseThrow(() -> refuse(name + " must be a whole number, not " + text(name)))
        .offset();
  }

  /** A number. */
  public double number(String name) {
    return value(name)
        .evaluate(Map.of())
        .orElseThrow(() -> refuse(name + " must be a number, not " + text(name)));
  }

  /** A number, or empty for the word {@code auto}. */
  public OptionalDouble numberOrAuto(String name) {
    return value(name).asText().filter("auto"::equals).isPresent()
        ? OptionalDouble.empty()
        : OptionalDouble.of(number(name));
  }

  /** True or false. */
  public boolean flag(String name) {
    if (value(name) instanceof Value.Flag flag) {
      return flag.value();
    }
    throw refuse(name + " must be true or false, not " + text(name));
  }

  /** One of an enum's constants, written in lower case. */
  public <E extends Enum<E>> E choice(String name, Class<E> type) {
    String word = value(name).asText().orElse("");
    return Stream.of(type.getEnumConstants())
        .filter(constant -> Expressions.word(constant).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                refuse(
                    name + " must be " + String.join(" or ", words(type)) + ", not " + text(name)));
  }

  /** A number of entries, such as {@code cap/2}. */
  public CapacityFormula amount(String name) {
    return rational(value(name))
        .orElseThrow(
            () ->
                refuse(
                    name + " must be a number or a share of cap, as in cap/2, not " + text(name)));
  }

  /** Another policy, with its own parameters. */
  public Policy policy(String name) {
    return registry.create(
        value(name)
            .asCall()
            .orElseThrow(() -> refuse(name + " must be a policy, not " + text(name))));
  }

  /** The words of an enum, as parameters of choice list them. */
  public static List<String> words(Class<? extends Enum<?>> type) {
    return Stream.of(type.getEnumConstants()).map(Expressions::word).toList();
  }

  private Value value(String name) {
    Value value = given.get(name);
    if (value != null) {
      return value;
    }
    String byDefault =
        named(name)
            .defaultText()
            .orElseThrow(() -> refuse(name + " is missing, as in " + example(name)));
    return Dsl.parsePolicy(description.name() + "(" + name + "=" + byDefault + ")")
        .arguments()
        .get(0)
        .value();
  }

  private String example(String name) {
    boolean policy = named(name).type() == Parameter.Type.POLICY;
    return description.name() + "(" + (policy ? "snapkv" : name + "=...") + ")";
  }

  private String text(String name) {
    return "'" + Formatter.format(value(name)) + "'";
  }

  /** A value as an exact fraction that may depend on the capacity; empty for anything else. */
  private static Optional<CapacityFormula> rational(Value value) {
    if (value instanceof Value.Number number) {
      BigDecimal plain = number.number().stripTrailingZeros();
      int digits = Math.max(0, plain.scale());
      return plain.precision() - plain.scale() > 18 || digits > 9
          ? Optional.empty()
          : Optional.of(
              new CapacityFormula(
                  0,
                  plain.movePointRight(digits).longValueExact(),
                  BigDecimal.ONE.movePointRight(digits).longValueExact()));
    }
    if (value instanceof Value.Word word) {
      return word.text().toLowerCase(Locale.ROOT).equals("cap")
          ? Optional.of(CapacityFormula.CAPACITY)
          : Optional.empty();
    }
    if (value instanceof Value.Negated negated) {
      return rational(negated.value()).map(CapacityFormula::negated);
    }
    if (value instanceof Value.Arithmetic sum) {
      Optional<CapacityFormula> right = rational(sum.right());
      return rational(sum.left())
          .flatMap(
              left ->
                  right.map(
                      other ->
                          switch (sum.operator()) {
                            case PLUS -> left.plus(other);
                            case MINUS -> left.plus(other.negated());
                            case TIMES -> left.times(other);
                            case DIVIDED -> left.dividedBy(other);
                          }));
    }
    return Optional.empty();
  }

  private KvlabException refuse(String what) {
    return KvlabException.usage(description.name() + ": " + what + ".");
  }
}
