package io.kvlab.dsl.internal;

import io.kvlab.dsl.Described;
import io.kvlab.dsl.Parameter;
import io.kvlab.dsl.Problem;
import io.kvlab.dsl.Suggestions;
import io.kvlab.dsl.Vocabulary;
import io.kvlab.dsl.Vocabulary.Kind;
import io.kvlab.dsl.ast.Argument;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.Value;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Checks names, and policies and tasks with their parameters. */
public final class CallChecker {
  private final Vocabulary vocabulary;
  private final List<Problem> problems;

  /**
   * @param problems where problems are added
   */
  public CallChecker(Vocabulary vocabulary, List<Problem> problems) {
    this.vocabulary = vocabulary;
    this.problems = problems;
  }

  /** Checks that a name is known; if it is, what it stands for. */
  public Optional<Described> known(Kind kind, Name name) {
    Optional<Described> found = vocabulary.find(kind, name.text());
    if (found.isEmpty()) {
      List<String> names = vocabulary.all(kind).stream().map(Described::name).toList();
      Optional<String> meant = Suggestions.closest(name.text(), names);
      problems.add(
          new Problem(
              "Unknown " + kind.word() + " '" + name.text() + "'." + way(kind, names, meant),
              meant,
              name.span()));
    }
    return found;
  }

  private static String way(Kind kind, List<String> names, Optional<String> meant) {
    if (meant.isPresent()) {
      return "";
    }
    return switch (kind) {
      case POLICY, TASK, MODEL, PLOT, SETTING -> " 'show " + kind.plural() + "' lists all.";
      case RESULT, COLUMN, DEVICE, MECHANISM ->
          names.isEmpty() ? "" : " There is " + SyntaxProblem.orList(names) + ".";
    };
  }

  /** Checks a policy or task and its parameters. */
  public void check(Kind kind, Call call) {
    int before = problems.size();
    known(kind, call.name()).ifPresent(described -> arguments(kind, described, call));
    if (problems.size() == before) { // each value fits by itself; do they fit together?
      vocabulary
          .refuse(kind, call)
          .ifPresent(sentence -> problems.add(new Problem(sentence, call.span())));
    }
  }

  private void arguments(Kind kind, Described described, Call call) {
    Set<String> given = new HashSet<>();
    for (Argument argument : call.arguments()) {
      Optional<Parameter> parameter =
          argument.name().isPresent()
              ? named(kind, described, argument.name().get())
              : positional(described, argument);
      if (parameter.isEmpty()) {
        continue;
      }
      String name = parameter.get().name();
      if (!given.add(name)) {
        problems.add(new Problem("'" + name + "' is given twice.", argument.span()));
      } else {
        value("'" + name + "'", parameter.get(), argument.value());
      }
    }
    for (Parameter parameter : described.parameters()) {
      if (parameter.defaultText().isEmpty()
          && !given.contains(parameter.name())
          && problems.stream().noneMatch(p -> within(p, call))) {
        problems.add(
            new Problem(
                described.name()
                    + " needs "
                    + parameter.type().phrase()
                    + ", as in "
                    + described.name()
                    + (parameter.type() == Parameter.Type.POLICY
                        ? "(snapkv)."
                        : "(" + parameter.name() + "=...)."),
                call.span()));
      }
    }
  }

  private static boolean within(Problem problem, Call call) {
    return problem.span().start() >= call.span().start()
        && problem.span().end() <= call.span().end();
  }

  private Optional<Parameter> named(Kind kind, Described described, Name name) {
    Optional<Parameter> parameter = described.parameter(name.text());
    if (parameter.isEmpty()) {
      List<String> names = described.parameters().stream().map(Parameter::name).toList();
      Optional<String> meant = Suggestions.closest(name.text(), names);
      String what = kind.word() + " " + described.name();
      String message =
          names.isEmpty()
              ? "The " + what + " has no parameters."
              : "The "
                  + what
                  + " has no parameter '"
                  + name.text()
                  + "'"
                  + (meant.isPresent() ? "." : "; it has " + String.join(", ", names) + ".");
      problems.add(new Problem(message, meant, name.span()));
    }
    return parameter;
  }

  private Optional<Parameter> positional(Described described, Argument argument) {
    Optional<Parameter> policy =
        described.parameters().stream().filter(p -> p.type() == Parameter.Type.POLICY).findFirst();
    if (policy.isEmpty()) {
      String message =
          described.parameters().isEmpty()
              ? described.name() + " takes no parameters."
              : "Parameters of "
                  + described.name()
                  + " are given by name, as in "
                  + described.parameters().get(0).name()
                  + "="
                  + described.parameters().get(0).defaultText().orElse("...")
                  + ".";
      problems.add(new Problem(message, argument.span()));
    }
    return policy;
  }

  /** Checks one value; {@code what} is how messages speak of the parameter. */
  public void value(String what, Parameter parameter, Value value) {
    Optional<String> wrong =
        switch (parameter.type()) {
          case INTEGER, NUMBER -> number(parameter, value);
          case FLAG -> value instanceof Value.Flag ? Optional.empty() : expected(parameter, value);
          case CHOICE ->
              value.asText().filter(parameter.choices()::contains).isPresent()
                  ? Optional.empty()
                  : Optional.of("must be " + SyntaxProblem.orList(parameter.choices()));
          case TEXT -> value.asText().isPresent() ? Optional.empty() : expected(parameter, value);
          case INTEGERS -> integers(parameter, value);
          case POLICY -> {
            value.asCall().ifPresent(call -> check(Kind.POLICY, call));
            yield value.asCall().isPresent() ? Optional.empty() : expected(parameter, value);
          }
        };
    wrong.ifPresent(
        message -> {
          Optional<String> meant =
              parameter.type() == Parameter.Type.CHOICE
                  ? value.asText().flatMap(t -> Suggestions.closest(t, parameter.choices()))
                  : Optional.empty();
          problems.add(new Problem(what + " " + message + ".", meant, value.span()));
        });
  }

  private static Optional<String> expected(Parameter parameter, Value value) {
    return Optional.of("must be " + parameter.type().phrase());
  }

  private static Optional<String> integers(Parameter parameter, Value value) {
    List<Value> items = value instanceof Value.Items list ? list.values() : List.of(value);
    for (Value item : items) {
      OptionalDouble number = item.evaluate(Map.of());
      if (number.isEmpty() || !isWhole(number.getAsDouble())) {
        return Optional.of("must be " + parameter.type().phrase() + ", as [0, 2, 5]");
      }
      Optional<String> wrong = range(parameter, number.getAsDouble());
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> number(Parameter parameter, Value value) {
    if (value.asText().filter(parameter.words()::contains).isPresent()) {
      return Optional.empty();
    }
    OptionalDouble number = value.evaluate(Map.of());
    if (number.isEmpty()) {
      Optional<String> stranger = stranger(value, parameter.variables());
      if (stranger.isEmpty()) {
        return Optional.empty(); // an expression of variables: known when the policy runs
      }
      String or =
          parameter.variables().isEmpty()
              ? ""
              : " or an expression of " + SyntaxProblem.orList(parameter.variables());
      if (!parameter.words().isEmpty()) {
        or += " or " + SyntaxProblem.orList(parameter.words());
      }
      boolean glued =
          parameter.variables().stream().anyMatch(v -> stranger.get().startsWith(v + "-"));
      return Optional.of(
          "must be "
              + parameter.type().phrase()
              + or
              + (glued ? "; a difference has blanks around its sign, as in cap - 8" : ""));
    }
    double known = number.getAsDouble();
    if (Double.isNaN(known) || Double.isInfinite(known)) {
      return Optional.of("must be a number; this divides by zero");
    }
    if (parameter.type() == Parameter.Type.INTEGER && !isWhole(known)) {
      return Optional.of("must be a whole number, not " + plain(known));
    }
    return range(parameter, known);
  }

  /** A word or other thing in an expression that is no variable; empty if there is none. */
  private static Optional<String> stranger(Value value, List<String> variables) {
    if (value instanceof Value.Number) {
      return Optional.empty();
    }
    if (value instanceof Value.Negated negated) {
      return stranger(negated.value(), variables);
    }
    if (value instanceof Value.Arithmetic arithmetic) {
      return stranger(arithmetic.left(), variables)
          .or(() -> stranger(arithmetic.right(), variables));
    }
    if (value instanceof Value.Word word) {
      return Optional.of(word.text()).filter(text -> !variables.contains(text));
    }
    return Optional.of("");
  }

  private static Optional<String> range(Parameter parameter, double number) {
    if (!parameter.choices().isEmpty()) {
      boolean among =
          parameter.choices().stream()
              .anyMatch(c -> new BigDecimal(c).compareTo(BigDecimal.valueOf(number)) == 0);
      return among
          ? Optional.empty()
          : Optional.of("must be " + SyntaxProblem.orList(parameter.choices()));
    }
    boolean low = parameter.least().isPresent() && number < parameter.least().getAsDouble();
    boolean high = parameter.most().isPresent() && number > parameter.most().getAsDouble();
    if (!low && !high) {
      return Optional.empty();
    }
    String bounds =
        parameter.least().isEmpty()
            ? "at most " + plain(parameter.most().getAsDouble())
            : parameter.most().isEmpty()
                ? "at least " + plain(parameter.least().getAsDouble())
                : "from "
                    + plain(parameter.least().getAsDouble())
                    + " to "
                    + plain(parameter.most().getAsDouble());
    return Optional.of("must be " + bounds + ", not " + plain(number));
  }

  private static boolean isWhole(double number) {
    return number == Math.rint(number) && !Double.isInfinite(number);
  }

  private static String plain(double number) {
    return isWhole(number) && Math.abs(number) < 1e15
        ? String.valueOf((long) number)
        : String.valueOf(number);
  }
}
