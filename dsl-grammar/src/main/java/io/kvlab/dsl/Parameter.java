package io.kvlab.dsl;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A parameter of a policy or a task, described well enough to check, complete and explain it.
 *
 * @param defaultText the default as the language writes it; empty if the parameter must be given
 * @param least smallest number allowed, inclusive
 * @param most largest number allowed, inclusive
 * @param choices the words ({@link Type#CHOICE}) or numbers allowed; empty for any
 * @param variables words that an expression may use, such as {@code cap}; with one of them a number
 *     is only known, and its range only checked, when the policy runs
 * @param words words allowed in place of a number, such as {@code auto}
 * @param help one line about it
 */
public record Parameter(
    String name,
    Type type,
    Optional<String> defaultText,
    OptionalDouble least,
    OptionalDouble most,
    List<String> choices,
    List<String> variables,
    List<String> words,
    String help) {

  /** What a parameter is set to. */
  public enum Type {
    INTEGER("a whole number"),
    NUMBER("a number"),
    FLAG("true or false"),
    CHOICE("a choice"),
    /** A policy with its own parameters; may be given by position. */
    POLICY("a policy"),
    TEXT("a text"),
    /** Whole numbers in brackets. */
    INTEGERS("a list of whole numbers");

    private final String phrase;

    Type(String phrase) {
      this.phrase = phrase;
    }

    /** What is expected, in human words. */
    public String phrase() {
      return phrase;
    }
  }

  public Parameter {
    choices = List.copyOf(choices);
    variables = List.copyOf(variables);
    words = List.copyOf(words);
    if (type == Type.CHOICE && choices.isEmpty()) {
      throw new IllegalArgumentException("the choices of " + name + " are missing");
    }
  }

  /** A whole number with a default, at least {@code least}. */
  public static Parameter integer(String name, long byDefault, long least, String help) {
    return of(name, Type.INTEGER, String.valueOf(byDefault), help).atLeast(least);
  }

  /** A number with a default, from {@code least} to {@code most}. */
  public static Parameter number(
      String name, String byDefault, double least, double most, String help) {
    return of(name, Type.NUMBER, byDefault, help).atLeast(least).atMost(most);
  }

  /** A flag with a default. */
  public static Parameter flag(String name, boolean byDefault, String help) {
    return of(name, Type.FLAG, String.valueOf(byDefault), help);
  }

  /** One of several words; the first is the default. */
  public static Parameter choice(String name, List<String> choices, String help) {
    return new Parameter(
        name,
        Type.CHOICE,
        Optional.of(choices.get(0)),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        choices,
        List.of(),
        List.of(),
        help);
  }

  /** A policy that must be given. */
  public static Parameter policy(String name, String help) {
    return new Parameter(
        name,
        Type.POLICY,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        List.of(),
        List.of(),
        List.of(),
        help);
  }

  /** Any parameter with a default. */
  public static Parameter of(String name, Type type, String byDefault, String help) {
    return new Parameter(
        name,
        type,
        Optional.of(byDefault),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        List.of(),
        List.of(),
        List.of(),
        help);
  }

  /** This parameter with a smallest value. */
  public Parameter atLeast(double least) {
    return new Parameter(
        name, type, defaultText, OptionalDouble.of(least), most, choices, variables, words, help);
  }

  /** This parameter with a largest value. */
  public Parameter atMost(double most) {
    return new Parameter(
        name, type, defaultText, least, OptionalDouble.of(most), choices, variables, words, help);
  }

  /** This parameter with these values alone. */
  public Parameter among(List<String> choices) {
    return new Parameter(name, type, defaultText, least, most, choices, variables, words, help);
  }

  /** This parameter, an expression of these variables. */
  public Parameter using(String... variables) {
    return new Parameter(
        name, type, defaultText, least, most, choices, List.of(variables), words, help);
  }

  /** This parameter, a number or one of these words. */
  public Parameter or(String... words) {
    return new Parameter(
        name, type, defaultText, least, most, choices, variables, List.of(words), help);
  }
}
