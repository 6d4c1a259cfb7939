package io.kvlab.dsl;

import io.kvlab.dsl.ast.Argument;
import io.kvlab.dsl.ast.Budget;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Compression;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.dsl.ast.Filters;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.NumberRange;
import io.kvlab.dsl.ast.Numbers;
import io.kvlab.dsl.ast.Options;
import io.kvlab.dsl.ast.Program;
import io.kvlab.dsl.ast.Query;
import io.kvlab.dsl.ast.Source;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.dsl.ast.Text;
import io.kvlab.dsl.ast.Value;
import io.kvlab.dsl.internal.Comments;
import io.kvlab.dsl.internal.Strings;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes syntax trees in canonical form: one statement a line, keywords in lower case, options in a
 * fixed order, inline queries in parentheses. Parsing what was written gives an equal tree.
 */
public final class Formatter {
  private final StringBuilder out = new StringBuilder();

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
    Formatter formatter = new Formatter();
    if (statement instanceof Query query) {
      formatter.query(query);
    } else {
      formatter.command((Statement.Command) statement);
    }
    return formatter.out.toString();
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
    return value(value, 0);
  }

  /** A list of numbers, ranges as they were given. */
  public static String format(Numbers numbers) {
    return join(numbers.items(), Formatter::format);
  }

  private void query(Query query) {
    if (query instanceof Query.Compress compress) {
      out.append("compress ").append(join(compress.policies(), Formatter::format));
      compression(compress.compression());
    } else if (query instanceof Query.Baseline) {
      out.append("baseline");
    } else if (query instanceof Query.Attention attention) {
      out.append("attention");
      options(attention.options());
      option("example", attention.examples(), Formatter::format);
      option("layer", attention.layers(), Formatter::format);
      option("head", attention.heads(), Formatter::format);
      return;
    } else if (query instanceof Query.Generate generate) {
      out.append("generate ").append(format(generate.prompt()));
      generate
          .compressed()
          .ifPresent(
              compressed -> {
                out.append(" compress ").append(format(compressed.policy()));
                compression(compressed.compression());
              });
    }
    options(query.options());
  }

  private void compression(Compression compression) {
    String key = compression.budget() instanceof Budget.Ratio ? "ratio" : "capacity";
    option(key, Optional.of(compression.budget().numbers()), Formatter::format);
    option("decode ratio", compression.decodeRatio(), Formatter::format);
    options("at", compression.points(), CompressionPoint::keyword);
  }

  private void options(Options options) {
    options("on", options.tasks(), Formatter::format);
    options("with", options.models(), Formatter::format);
    option("shots", options.shots(), Formatter::format);
    options.limit().ifPresent(n -> option("limit", Optional.of(n), String::valueOf));
    options.seed().ifPresent(n -> option("seed", Optional.of(n), String::valueOf));
    options.context().ifPresent(n -> option("context", Optional.of(n), String::valueOf));
    options.continuation().ifPresent(n -> option("continuation", Optional.of(n), String::valueOf));
    options.windows().ifPresent(n -> option("windows", Optional.of(n), String::valueOf));
    options.max().ifPresent(n -> option("max", Optional.of(n), String::valueOf));
    option("chat", options.chat(), mode -> mode.keyword());
    option("scoring", options.scoring(), mode -> mode.keyword());
    option("device", options.device(), Formatter::format);
    options("without", options.without(), Formatter::format);
    if (options.fresh()) {
      out.append(" fresh");
    }
  }

  private void command(Statement.Command command) {
    if (command instanceof Statement.Bind bind) {
      out.append(format(bind.name())).append(" = ").append(format(bind.query()));
    } else if (command instanceof Statement.Explain explain) {
      out.append("explain ").append(format(explain.source()));
    } else if (command instanceof Statement.Plot plot) {
      out.append("plot ").append(format(plot.kind()));
      out.append(" of ").append(format(plot.source()));
      option("by", plot.by(), Formatter::format);
      option("color", plot.color(), Formatter::format);
      option("facet", plot.facet(), Formatter::format);
      filters(plot.filters());
      option("save", plot.save(), Formatter::format);
    } else if (command instanceof Statement.Compare compare) {
      out.append("compare ").append(format(compare.left()));
      out.append(" vs ").append(format(compare.right()));
      out.append(" of ").append(format(compare.source()));
      filters(compare.filters());
    } else if (command instanceof Statement.Show show) {
      out.append("show ").append(show.topic().keyword());
    } else if (command instanceof Statement.ShowResult show) {
      out.append("show ").append(format(show.result()));
    } else if (command instanceof Statement.Describe describe) {
      out.append("describe ").append(format(describe.subject()));
    } else if (command instanceof Statement.Help help) {
      out.append("help");
      help.topic().ifPresent(topic -> out.append(" ").append(format(topic)));
    } else if (command instanceof Statement.Export export) {
      out.append("export ").append(format(export.source()));
      out.append(" to ").append(format(export.file()));
    } else if (command instanceof Statement.Report report) {
      out.append(report.kind() == Statement.Report.Kind.PAPER ? "report paper of " : "report ");
      out.append(format(report.source()));
      option("to", report.file(), Formatter::format);
    } else if (command instanceof Statement.Set set) {
      out.append("set ").append(format(set.setting())).append(" ").append(format(set.value()));
    }
  }

  private void filters(Filters filters) {
    options("task", filters.tasks(), Formatter::format);
    options("model", filters.models(), Formatter::format);
    options("policy", filters.policies(), Formatter::format);
    option("ratio", filters.ratios(), Formatter::format);
    option("capacity", filters.capacities(), Formatter::format);
    option("shots", filters.shots(), Formatter::format);
    option("example", filters.examples(), Formatter::format);
    option("layer", filters.layers(), Formatter::format);
    option("head", filters.heads(), Formatter::format);
  }

  private <T> void option(String key, Optional<T> value, Function<T, String> format) {
    value.ifPresent(v -> out.append(" ").append(key).append(" ").append(format.apply(v)));
  }

  private <T> void options(String key, List<T> values, Function<T, String> format) {
    option(key, values.isEmpty() ? Optional.empty() : Optional.of(values), v -> join(v, format));
  }

  private static <T> String join(Collection<T> items, Function<T, String> format) {
    return items.stream().map(format).collect(Collectors.joining(", "));
  }

  private static String format(Name name) {
    return name.quoted() ? Strings.write(name.text()) : name.text();
  }

  private static String format(Text text) {
    return Strings.write(text.value());
  }

  private static String format(Source source) {
    return source instanceof Source.Bound bound
        ? format(bound.name())
        : "(" + format(((Source.Inline) source).query()) + ")";
  }

  private static String format(Argument argument) {
    return argument.name().map(name -> format(name) + "=").orElse("") + format(argument.value());
  }

  private static String format(NumberRange range) {
    return plain(range.first())
        + range.last().map(last -> ".." + plain(last)).orElse("")
        + range.step().map(step -> " step " + plain(step)).orElse("");
  }

  private static String plain(BigDecimal number) {
    return number.toPlainString();
  }

  /**
   * {@code binding}: 0 stands alone, 1 in a sum, 2 in a product or right of a minus, 3 behind a
   * sign.
   */
  private static String value(Value value, int binding) {
    if (value instanceof Value.Arithmetic arithmetic) {
      boolean sum =
          arithmetic.operator() == Value.Operator.PLUS
              || arithmetic.operator() == Value.Operator.MINUS;
      int own = sum ? 1 : 2;
      String text =
          value(arithmetic.left(), own)
              + (sum ? " " + arithmetic.operator().sign() + " " : arithmetic.operator().sign())
              + value(arithmetic.right(), own + 1);
      return binding > own ? "(" + text + ")" : text;
    }
    if (value instanceof Value.Negated negated) {
      boolean number = negated.value() instanceof Value.Number; // "-2" would be the number itself
      String inner = number ? "(" + value(negated.value(), 0) + ")" : value(negated.value(), 4);
      return binding > 3 ? "(-" + inner + ")" : "-" + inner;
    }
    if (value instanceof Value.Number number) {
      String text = plain(number.number());
      return binding > 3 && text.startsWith("-") ? "(" + text + ")" : text;
    }
    if (value instanceof Value.Quoted quoted) {
      return Strings.write(quoted.text());
    }
    if (value instanceof Value.Flag flag) {
      return String.valueOf(flag.value());
    }
    if (value instanceof Value.Word word) {
      return word.text();
    }
    if (value instanceof Value.Nested nested) {
      return format(nested.call());
    }
    return "[" + join(((Value.Items) value).values(), Formatter::format) + "]";
  }
}
