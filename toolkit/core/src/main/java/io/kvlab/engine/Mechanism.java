package io.kvlab.engine;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Suggestions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What makes a grid cheap. Each can be switched off ({@code without verify}), so that its share can
 * be measured and a doubt be checked; the answers stay the same.
 */
public enum Mechanism {
  PREFIX_SHARING("what all prompts of a task begin with is prefilled once"),
  SHARED_PREFILL("all policies and ratios use one prefill of an example and its evidence"),
  MERGING("cells that keep the same entries are one branch"),
  VERIFY(
      "the full-cache answer is checked over a branch in one pass, and decoded only where it differs"),
  SHARED_CACHE("branches look at the prefilled cache through masks; nothing of it is copied"),
  BATCHING("examples and branches are computed together");

  private final String help;

  Mechanism(String help) {
    this.help = help;
  }

  /** The name in the language: {@code prefix-sharing}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public String help() {
    return help;
  }

  /**
   * The mechanism of that name, whatever its case.
   *
   * @throws KvlabException if there is none; says what was probably meant
   */
  public static Mechanism of(String key) {
    List<String> keys = Arrays.stream(values()).map(Mechanism::key).toList();
    return Arrays.stream(values())
        .filter(mechanism -> mechanism.key().equalsIgnoreCase(key))
        .findFirst()
        .orElseThrow(
            () ->
                KvlabException.usage(
                    "There is no mechanism '"
                        + key
                        + "'. "
                        + Suggestions.closest(key, keys)
                            .map(meant -> "Did you mean '" + meant + "'?")
                            .orElse("There are: " + String.join(", ", keys) + ".")));
  }

  /** Those of a list such as {@code "verify, merging"}; as {@link #of}. */
  public static Set<Mechanism> parse(String list) {
    return Pattern.compile(",")
        .splitAsStream(list)
        .map(String::strip)
        .filter(key -> !key.isEmpty())
        .map(Mechanism::of)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Mechanism.class)));
  }
}
