package io.kvlab.template.value;

import io.kvlab.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of a built-in function, from a line such as {@code "old new count="}: those
 * without {@code =} must be given; a {@code /} ends those that have no name.
 */
public record Parameters(String function, List<String> names, int required, int nameless) {
  /** Reads the line. */
  public static Parameters of(String function, String line) {
    List<String> names = new ArrayList<>();
    int required = 0;
    int nameless = 0;
    for (String word : line.isEmpty() ? new String[0] : line.split(" ", -1)) {
      if (word.equals("/")) {
        nameless = names.size();
      } else if (word.endsWith("=")) {
        names.add(word.substring(0, word.length() - 1));
      } else {
        names.add(word);
        required = names.size();
      }
    }
    return new Parameters(function, List.copyOf(names), required, nameless);
  }

  /** The arguments of one call. */
  public static final class Bound {
    private final List<Optional<Value>> values;

    private Bound(List<Optional<Value>> values) {
      this.values = values;
    }

    /** A parameter that must be given. */
    public Value get(int index) {
      return values.get(index).orElseThrow();
    }

    /** A parameter, or its default. */
    public Value or(int index, Value fallback) {
      return values.get(index).orElse(fallback);
    }

    /** A parameter that may be left out. */
    public Optional<Value> find(int index) {
      return values.get(index);
    }
  }

  /** Holds arguments against the parameters. */
  public Bound bind(Arguments arguments) {
    if (arguments.positional().size() > names.size()) {
      throw TemplateException.runtime(
          function
              + "() takes at most "
              + names.size()
              + " arguments ("
              + arguments.positional().size()
              + " given)");
    }
    List<Optional<Value>> values = new ArrayList<>();
    int used = 0;
    for (int i = 0; i < names.size(); i++) {
      boolean given = i < arguments.positional().size();
      boolean named = i >= nameless && arguments.named().containsKey(names.get(i));
      if (given && named) {
        throw TemplateException.runtime(
            function + "() got multiple values for argument '" + names.get(i) + "'");
      }
      if (!given && !named && i < required) {
        throw TemplateException.runtime(
            function + "() missing required argument '" + names.get(i) + "'");
      }
      used += named ? 1 : 0;
      values.add(
          given
              ? Optional.of(arguments.positional().get(i))
              : named
                  ? Optional.ofNullable(arguments.named().get(names.get(i)))
                  : Optional.empty());
    }
    if (used < arguments.named().size()) {
      String unknown =
          arguments.named().keySet().stream()
              .filter(name -> names.indexOf(name) < nameless)
              .findFirst()
              .orElse("?");
      throw TemplateException.runtime(
          function + "() got an unexpected keyword argument '" + unknown + "'");
    }
    return new Bound(values);
  }
}
