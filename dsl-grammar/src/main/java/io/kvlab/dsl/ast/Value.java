package io.kvlab.dsl.ast;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a parameter is set to. */
public sealed interface Value extends Node {
  /** What {@code cases} makes of this value. */
  <R> R match(Cases<R> cases);

  /** A method a kind of value: whoever handles values has to handle each. */
  interface Cases<R> {
    R number(Number value);

    R quoted(Quoted value);

    R flag(Flag value);

    R word(Word value);

    R nested(Nested value);

    R items(Items value);

    R negated(Negated value);

    R arithmetic(Arithmetic value);
  }

  /** A number; 0.10 and 0.1 are equal. */
  record Number(BigDecimal number, SourceSpan span) implements Value {
    public Number {
      number = NumberRange.normal(number);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.number(this);
    }
  }

  /** A text in double quotes. */
  record Quoted(String text, SourceSpan span) implements Value {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.quoted(this);
    }
  }

  /** {@code true} or {@code false}. */
  record Flag(boolean value, SourceSpan span) implements Value {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.flag(this);
    }
  }

  /**
   * A bare word: a choice ({@code max}), a variable ({@code cap}), or a policy without parameters.
   */
  record Word(String text, SourceSpan span) implements Value {
    public Word {
      if (!Name.isBare(text)) {
        throw new IllegalArgumentException("\"" + text + "\" is no word");
      }
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.word(this);
    }
  }

  /** A policy with parameters. */
  record Nested(Call call) implements Value {
    public Nested {
      if (call.name().quoted() || call.arguments().isEmpty()) {
        throw new IllegalArgumentException("a nested call has a bare name and parameters");
      }
    }

    @Override
    public SourceSpan span() {
      return call.span();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.nested(this);
    }
  }

  /** Values in brackets. */
  record Items(List<Value> values, SourceSpan span) implements Value {
    public Items {
      values = List.copyOf(values);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.items(this);
    }
  }

  /** A value with its sign changed. */
  record Negated(Value value, SourceSpan span) implements Value {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.negated(this);
    }
  }

  /** Arithmetic, as in {@code cap/2}. */
  record Arithmetic(Operator operator, Value left, Value right, SourceSpan span) implements Value {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.arithmetic(this);
    }
  }

  /** The four operations, with their sign. */
  enum Operator {
    PLUS("+"),
    MINUS("-"),
    TIMES("*"),
    DIVIDED("/");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    /** The operator as it is written. */
    public String sign() {
      return sign;
    }
  }

  /** This value as a policy, if it can be one: {@code snapkv} or {@code snapkv(window=16)}. */
  default Optional<Call> asCall() {
    if (this instanceof Nested nested) {
      return Optional.of(nested.call());
    }
    if (this instanceof Word word) {
      return Optional.of(
          new Call(new Name(word.text(), false, word.span()), List.of(), word.span()));
    }
    return Optional.empty();
  }

  /** This value as text, if it is a word or a text in quotes. */
  default Optional<String> asText() {
    if (this instanceof Word word) {
      return Optional.of(word.text());
    }
    return this instanceof Quoted quoted ? Optional.of(quoted.text()) : Optional.empty();
  }

  /**
   * This value as a number.
   *
   * @param variables what words stand for, such as {@code cap}
   * @return empty if it is no number, or if a word in it is none of the variables
   */
  default OptionalDouble evaluate(Map<String, Double> variables) {
    if (this instanceof Number number) {
      return OptionalDouble.of(number.number().doubleValue());
    }
    if (this instanceof Word word) {
      Double known = variables.get(word.text());
      return known == null ? OptionalDouble.empty() : OptionalDouble.of(known);
    }
    if (this instanceof Negated negated) {
      OptionalDouble inner = negated.value().evaluate(variables);
      return inner.isPresent() ? OptionalDouble.of(-inner.getAsDouble()) : inner;
    }
    if (this instanceof Arithmetic arithmetic) {
      OptionalDouble left = arithmetic.left().evaluate(variables);
      OptionalDouble right = arithmetic.right().evaluate(variables);
      return left.isEmpty() || right.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(
              apply(arithmetic.operator(), left.getAsDouble(), right.getAsDouble()));
    }
    return OptionalDouble.empty();
  }

  private static double apply(Operator operator, double left, double right) {
    return switch (operator) {
      case PLUS -> left + right;
      case MINUS -> left - right;
      case TIMES -> left * right;
      case DIVIDED -> left / right;
    };
  }
}
