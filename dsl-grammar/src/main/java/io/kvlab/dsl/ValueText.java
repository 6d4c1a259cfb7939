package io.kvlab.dsl;

import io.kvlab.dsl.ast.Value;
import io.kvlab.dsl.internal.Strings;

/**
 * Writes values, with parentheses where they are needed.
 *
 * @param binding 0 stands alone, 1 in a sum, 2 in a product or right of a minus, 3 behind a sign
 */
record ValueText(int binding) implements Value.Cases<String> {
  @Override
  public String number(Value.Number value) {
    String text = Formatter.plain(value.number());
    return binding > 3 && text.startsWith("-") ? "(" + text + ")" : text;
  }

  @Override
  public String quoted(Value.Quoted value) {
    return Strings.write(value.text());
  }

  @Override
  public String flag(Value.Flag value) {
    return String.valueOf(value.value());
  }

  @Override
  public String word(Value.Word value) {
    return value.text();
  }

  @Override
  public String nested(Value.Nested value) {
    return Formatter.format(value.call());
  }

  @Override
  public String items(Value.Items value) {
    return "[" + Formatter.join(value.values(), Formatter::format) + "]";
  }

  @Override
  public String negated(Value.Negated value) {
    boolean number = value.value() instanceof Value.Number; // "-2" would be the number itself
    String inner = number ? "(" + write(value.value(), 0) + ")" : write(value.value(), 4);
    return binding > 3 ? "(-" + inner + ")" : "-" + inner;
  }

  @Override
  public String arithmetic(Value.Arithmetic value) {
    boolean sum =
        value.operator() == Value.Operator.PLUS || value.operator() == Value.Operator.MINUS;
    int own = sum ? 1 : 2;
    String text =
        write(value.left(), own)
            + (sum ? " " + value.operator().sign() + " " : value.operator().sign())
            + write(value.right(), own + 1);
    return binding > own ? "(" + text + ")" : text;
  }

  private static String write(Value value, int binding) {
    return value.match(new ValueText(binding));
  }
}
