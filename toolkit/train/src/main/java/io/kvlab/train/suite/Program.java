package io.kvlab.train.suite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A one-line Python function with its description and its meaning.
 *
 * @param parameters the parameters' names
 * @param description what it returns, in words
 * @param body the Python expression
 * @param meaning the same in Java: arguments to result
 */
record Program(
    List<String> parameters,
    String description,
    String body,
    Function<List<Object>, Object> meaning) {

  /** A step applied to a value: how it is told, written and computed. */
  private record Step(String words, UnaryOperator<String> code, UnaryOperator<Object> meaning) {}

  /** A program of one of four kinds. */
  static Program any(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> ofNumber(random);
      case 1 -> ofNumbers(random);
      case 2 -> ofList(random);
      default -> ofText(random);
    };
  }

  /** Arguments of the kind that the program takes. */
  List<Object> arguments(Random random) {
    List<Object> arguments = new ArrayList<>();
    for (String parameter : parameters) {
      if (parameter.endsWith("s") && parameter.length() > 1) {
        List<Object> list = new ArrayList<>();
        int size = Draw.between(random, 5, 7);
        for (int i = 0; i < size; i++) {
          list.add((long) Draw.between(random, -9, 20));
        }
        arguments.add(list);
      } else if (parameter.equals("s")) {
        arguments.add(Draw.one(random, List.of("Banana", "kvCache", "a Tree", "abcdef", "XyZzy")));
      } else {
        arguments.add((long) Draw.between(random, -9, 20));
      }
    }
    return arguments;
  }

  /** A value as Python writes it. */
  static String python(Object value) {
    if (value instanceof String text) {
      return "'" + text + "'";
    }
    if (value instanceof Boolean truth) {
      return truth ? "True" : "False";
    }
    return value.toString();
  }

  private static Program ofNumber(Random random) {
    String x = Draw.one(random, List.of("x", "n", "a"));
    String words = "";
    String code = x;
    boolean atom = true;
    List<UnaryOperator<Object>> meanings = new ArrayList<>();
    int count = Draw.between(random, 1, 2);
    for (int i = 0; i < count; i++) {
      int c = Draw.between(random, 2, 9);
      String inner = atom ? code : "(" + code + ")";
      String operand = i == 0 ? " " + x : "";
      Step step =
          switch (random.nextInt(4)) {
            case 0 ->
                new Step(
                    "add " + c + (i == 0 ? " to " + x : ""),
                    e -> e + " + " + c,
                    v -> number(v) + c);
            case 1 ->
                new Step(
                    "subtract " + c + (i == 0 ? " from " + x : ""),
                    e -> e + " - " + c,
                    v -> number(v) - c);
            case 2 ->
                new Step("multiply" + operand + " by " + c, e -> e + " * " + c, v -> number(v) * c);
            default ->
                new Step(
                    "divide" + operand + " by " + c + " and keep the remainder",
                    e -> e + " % " + c,
                    v -> Math.floorMod(number(v), (long) c));
          };
      words += (i == 0 ? "" : ", then ") + step.words();
      code = step.code().apply(inner);
      meanings.add(step.meaning());
      atom = false;
    }
    return new Program(
        List.of(x),
        words,
        code,
        arguments -> {
          Object value = arguments.get(0);
          for (UnaryOperator<Object> meaning : meanings) {
            value = meaning.apply(value);
          }
          return value;
        });
  }

  private static Program ofNumbers(Random random) {
    List<String> names =
        Draw.one(random, List.of(List.of("a", "b"), List.of("x", "y"), List.of("p", "q")));
    boolean swapped = random.nextBoolean();
    String a = names.get(swapped ? 1 : 0);
    String b = names.get(swapped ? 0 : 1);
    int kind = random.nextInt(5);
    String words =
        List.of("the sum of", "the product of", "the larger of", "the smaller of", "the gap from")
                .get(kind)
            + " "
            + a
            + (kind == 4 ? " to " : " and ")
            + b;
    String code =
        List.of(
                a + " + " + b,
                a + " * " + b,
                "max(" + a + ", " + b + ")",
                "min(" + a + ", " + b + ")",
                b + " - " + a)
            .get(kind);
    Function<List<Object>, Object> base =
        arguments -> {
          long first = number(arguments.get(swapped ? 1 : 0));
          long second = number(arguments.get(swapped ? 0 : 1));
          return switch (kind) {
            case 0 -> first + second;
            case 1 -> first * second;
            case 2 -> Math.max(first, second);
            case 3 -> Math.min(first, second);
            default -> second - first;
          };
        };
    int c = Draw.between(random, 2, 9);
    Step last = ending(random, c, kind == 2 || kind == 3);
    return new Program(
        names,
        "return " + last.words().replace("%", words),
        last.code().apply(code),
        arguments -> last.meaning().apply(base.apply(arguments)));
  }

  private static Program ofList(Random random) {
    String xs = Draw.one(random, List.of("xs", "nums", "items"));
    int c = Draw.between(random, 2, 5);
    Step part =
        switch (random.nextInt(5)) {
          case 0 -> new Step("of " + xs, e -> e, v -> v);
          case 1 ->
              new Step(
                  "of the first " + c + " of " + xs,
                  e -> e + "[:" + c + "]",
                  v -> list(v).subList(0, c));
          case 2 ->
              new Step(
                  "of the last " + c + " of " + xs,
                  e -> e + "[-" + c + ":]",
                  v -> list(v).subList(list(v).size() - c, list(v).size()));
          case 3 -> new Step("of reversed " + xs, e -> e + "[::-1]", v -> reversed(list(v)));
          default ->
              new Step(
                  "of sorted " + xs,
                  e -> "sorted(" + e + ")",
                  v -> list(v).stream().sorted().toList());
        };
    Step reduce =
        switch (random.nextInt(6)) {
          case 0 ->
              new Step(
                  "the sum ",
                  e -> "sum(" + e + ")",
                  v -> list(v).stream().mapToLong(Long::longValue).sum());
          case 1 -> new Step("the largest ", e -> "max(" + e + ")", v -> Collections.max(list(v)));
          case 2 -> new Step("the smallest ", e -> "min(" + e + ")", v -> Collections.min(list(v)));
          case 3 -> new Step("the length ", e -> "len(" + e + ")", v -> (long) list(v).size());
          case 4 -> new Step("the first item ", e -> e + "[0]", v -> list(v).get(0));
          default ->
              new Step("the last item ", e -> e + "[-1]", v -> list(v).get(list(v).size() - 1));
        };
    Step last = ending(random, Draw.between(random, 2, 9), true);
    return new Program(
        List.of(xs),
        "return " + last.words().replace("%", reduce.words() + part.words()),
        last.code().apply(reduce.code().apply(part.code().apply(xs))),
        arguments ->
            last.meaning().apply(reduce.meaning().apply(part.meaning().apply(arguments.get(0)))));
  }

  private static Program ofText(Random random) {
    int c = Draw.between(random, 2, 4);
    List<Step> parts =
        List.of(
            new Step("s", e -> e, v -> v),
            new Step(
                "the first " + c + " letters of s",
                e -> e + "[:" + c + "]",
                v -> v.toString().substring(0, c)),
            new Step(
                "the last " + c + " letters of s",
                e -> e + "[-" + c + ":]",
                v -> v.toString().substring(v.toString().length() - c)),
            new Step(
                "the reverse of s",
                e -> e + "[::-1]",
                v -> new StringBuilder(v.toString()).reverse().toString()));
    List<Step> styles =
        List.of(
            new Step(" in upper case", e -> e + ".upper()", v -> upper(v.toString())),
            new Step(" in lower case", e -> e + ".lower()", v -> lower(v.toString())),
            new Step(" twice", e -> e + " * 2", v -> v.toString().repeat(2)),
            new Step(" three times", e -> e + " * 3", v -> v.toString().repeat(3)));
    Step part = Draw.one(random, parts);
    Step style = Draw.one(random, styles);
    return new Program(
        List.of("s"),
        "return " + part.words() + style.words(),
        style.code().apply(part.code().apply("s")),
        arguments -> style.meaning().apply(part.meaning().apply(arguments.get(0))));
  }

  /** What is done to a number last: nothing, plus, times or a comparison. */
  private static Step ending(Random random, int c, boolean atom) {
    return switch (random.nextInt(4)) {
      case 0 -> new Step("% plus " + c, e -> e + " + " + c, v -> number(v) + c);
      case 1 ->
          new Step("% times " + c, e -> (atom ? e : "(" + e + ")") + " * " + c, v -> number(v) * c);
      case 2 -> new Step("whether % is above " + c, e -> e + " > " + c, v -> number(v) > c);
      default -> new Step("%", e -> e, v -> v);
    };
  }

  private static long number(Object value) {
    return (Long) value;
  }

  private static List<Long> list(Object value) {
    return ((List<?>) value).stream().map(Long.class::cast).toList();
  }

  private static List<Long> reversed(List<Long> list) {
    List<Long> copy = new ArrayList<>(list);
    Collections.reverse(copy);
    return copy;
  }

  private static String upper(String text) {
    return text.toUpperCase(java.util.Locale.ROOT);
  }

  private static String lower(String text) {
    return text.toLowerCase(java.util.Locale.ROOT);
  }
}
