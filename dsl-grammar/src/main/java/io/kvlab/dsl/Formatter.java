package io.kvlab.dsl;

import io.kvlab.dsl.ast.Argument;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Chat;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.NumberRange;
import io.kvlab.dsl.ast.Numbers;
import io.kvlab.dsl.ast.Program;
import io.kvlab.dsl.ast.Source;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.dsl.ast.Text;
import io.kvlab.dsl.ast.Value;
import io.kvlab.dsl.internal.Comments;
import io.kvlab.dsl.internal.Strings;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes syntax trees in canonical form: one statement a line, keywords in lower case, options in a
 * fixed order, inline queries in parentheses. Parsing what was written gives an equal tree.
 */
public final class Formatter {
  private Formatter() {}

  /**
   * A program, each statement on a line of its own that ends with a newline. Comments stay: behind
   * the statement on whose last line they stood, else on lines of their own in front of the next.
   */
  public static String format(Program program) {
    Comments comments = new Comments(program.source());
    StringBuilder text = new StringBuilder();
    for (Statement statement : program.statements()) {
      int end = statement.span().end();
      comments.before(end).forEach(comment -> text.append(comment).append('\n'));
      text.append(format(statement));
      comments.behind(end).ifPresent(comment -> text.append("  ").append(comment));
      text.append('\n');
    }
    comments.rest().forEach(comment -> text.append(comment).append('\n'));
    return text.toString();
  }

  /** A statement, without a newline. */
  public static String format(Statement statement) {
    return statement.match(new StatementText());
  }

  /** A policy or task with its parameters. */
  public static String format(Call call) {
    String name = format(call.name());
    return call.arguments().isEmpty()
        ? name
        : name + "(" + join(call.arguments(), Formatter::format) + ")";
  }

  /** The value of a parameter. */
  public static String format(Value value) {
    return value.match(new ValueText(0));
  }

  /** A list of numbers, ranges as they were given. */
  public static String format(Numbers numbers) {
    return join(numbers.items(), Formatter::format);
  }

  static <T> String join(Collection<T> items, Function<T, String> format) {
    return items.stream().map(format).collect(Collectors.joining(", "));
  }

  static String format(Name name) {
    return name.quoted() ? Strings.write(name.text()) : name.text();
  }

  static String format(Text text) {
    return Strings.write(text.value());
  }

  static String format(Source source) {
    return source.match(
        bound -> format(bound.name()), inline -> "(" + format(inline.query()) + ")");
  }

  static String format(Chat chat) {
    String template = chat.template().map(Formatter::format).orElse(chat.mode().keyword());
    return chat.variables().isEmpty()
        ? template
        : template + "(" + join(chat.variables(), Formatter::format) + ")";
  }

  private static String format(Argument argument) {
    return argument.name().map(name -> format(name) + "=").orElse("") + format(argument.value());
  }

  private static String format(NumberRange range) {
    return plain(range.first())
        + range.last().map(last -> ".." + plain(last)).orElse("")
        + range.step().map(step -> " step " + plain(step)).orElse("");
  }

  static String plain(BigDecimal number) {
    return number.toPlainString();
  }
}
