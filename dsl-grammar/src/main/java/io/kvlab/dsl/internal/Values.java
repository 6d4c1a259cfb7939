package io.kvlab.dsl.internal;

import io.kvlab.dsl.ast.Argument;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.NumberRange;
import io.kvlab.dsl.ast.Numbers;
import io.kvlab.dsl.ast.SourceSpan;
import io.kvlab.dsl.ast.Value;
import io.kvlab.dsl.parser.KvLabParser;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** Builds numbers and parameter values. */
final class Values {
  private static final int LONGEST_NUMBER = 30;
  private static final int LARGEST_EXPONENT = 30;

  private final AstBuilder builder;

  Values(AstBuilder builder) {
    this.builder = builder;
  }

  Argument argument(KvLabParser.ArgumentContext context) {
    if (context instanceof KvLabParser.NamedArgumentContext named) {
      return new Argument(
          Optional.of(builder.name(named.parameterName())),
          value(named.value()),
          builder.span(context));
    }
    Value value = value(((KvLabParser.PositionalArgumentContext) context).value());
    return new Argument(Optional.empty(), value, builder.span(context));
  }

  Value value(KvLabParser.ValueContext context) {
    Value value = product(context.product(0));
    int next = 1;
    for (var child : context.children) {
      if (child.getPayload() instanceof Token sign) {
        Value right = product(context.product(next++));
        value = new Value.Arithmetic(operator(sign), value, right, spanOf(value, right));
      }
    }
    return value;
  }

  private Value product(KvLabParser.ProductContext context) {
    Value value = factor(context.factor(0));
    int next = 1;
    for (var child : context.children) {
      if (child.getPayload() instanceof Token sign) {
        Value right = factor(context.factor(next++));
        value = new Value.Arithmetic(operator(sign), value, right, spanOf(value, right));
      }
    }
    return value;
  }

  private Value factor(KvLabParser.FactorContext context) {
    Value value = atom(context.atom());
    if (context.MINUS() == null) {
      return value;
    }
    return value instanceof Value.Number number
            && context.atom() instanceof KvLabParser.NumberValueContext
        ? new Value.Number(number.number().negate(), builder.span(context))
        : new Value.Negated(value, builder.span(context));
  }

  private Value atom(KvLabParser.AtomContext context) {
    SourceSpan span = builder.span(context);
    if (context instanceof KvLabParser.NumberValueContext number) {
      return new Value.Number(decimal(number.NUMBER().getSymbol()), span);
    }
    if (context instanceof KvLabParser.TextValueContext text) {
      return new Value.Quoted(builder.text(text.STRING()).value(), span);
    }
    if (context instanceof KvLabParser.FlagValueContext flag) {
      return new Value.Flag(flag.truth.getType() == KvLabParser.TRUE, span);
    }
    if (context instanceof KvLabParser.WordValueContext word) {
      Name name = builder.name(word.valueName());
      List<Argument> arguments = builder.arguments(word.arguments());
      return arguments.isEmpty()
          ? new Value.Word(name.text(), span)
          : new Value.Nested(new Call(name, arguments, span));
    }
    if (context instanceof KvLabParser.GroupValueContext group) {
      return value(group.value());
    }
    return new Value.Items(
        ((KvLabParser.ListValueContext) context).value().stream().map(this::value).toList(), span);
  }

  Value setting(KvLabParser.SettingValueContext context) {
    SourceSpan span = builder.span(context);
    if (context.number() != null) {
      return new Value.Number(number(context.number()), span);
    }
    if (context.STRING() != null) {
      return new Value.Quoted(builder.text(context.STRING()).value(), span);
    }
    if (context.TRUE() != null || context.FALSE() != null) {
      return new Value.Flag(context.TRUE() != null, span);
    }
    return new Value.Word(context.getText(), span);
  }

  Numbers numbers(KvLabParser.NumbersContext context) {
    return new Numbers(
        context.numberItem().stream().map(this::item).toList(), builder.span(context));
  }

  private NumberRange item(KvLabParser.NumberItemContext context) {
    BigDecimal first = number(context.from);
    Optional<BigDecimal> last = Optional.ofNullable(context.to).map(this::number);
    Optional<BigDecimal> step = Optional.ofNullable(context.by).map(this::number);
    if (step.isPresent() && step.get().signum() <= 0) {
      throw builder.wrong(
          "A step is above 0, also in a range that falls.", builder.span(context.by));
    }
    if (last.isPresent()
        && NumberRange.steps(first, last.get(), step)
                .compareTo(BigDecimal.valueOf(NumberRange.MOST_VALUES - 1L))
            > 0) {
      throw builder.wrong(
          "This range has more than 10,000 values: take a larger step.", builder.span(context));
    }
    return new NumberRange(first, last, step, builder.span(context));
  }

  BigDecimal number(KvLabParser.NumberContext context) {
    BigDecimal value = decimal(context.NUMBER().getSymbol());
    return context.MINUS() == null ? value : value.negate();
  }

  private BigDecimal decimal(Token token) {
    String text = token.getText();
    if (text.length() <= LONGEST_NUMBER) {
      BigDecimal value = new BigDecimal(text);
      if (Math.abs((long) value.precision() - value.scale()) <= LARGEST_EXPONENT
          && value.scale() <= LARGEST_EXPONENT) {
        return value;
      }
    }
    throw builder.wrong("This number has too many digits.", builder.span(token));
  }

  private static Value.Operator operator(Token sign) {
    return switch (sign.getType()) {
      case KvLabParser.PLUS -> Value.Operator.PLUS;
      case KvLabParser.MINUS -> Value.Operator.MINUS;
      case KvLabParser.STAR -> Value.Operator.TIMES;
      default -> Value.Operator.DIVIDED;
    };
  }

  private SourceSpan spanOf(Value left, Value right) {
    return builder.source().span(left.span().start(), right.span().end());
  }
}
