package io.kvlab.experiment;

import java.util.Locale;

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
}
