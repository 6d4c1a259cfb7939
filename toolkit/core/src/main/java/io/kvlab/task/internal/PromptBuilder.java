package io.kvlab.task.internal;

import io.kvlab.model.Range;
import io.kvlab.task.Prompt;
import io.kvlab.task.Region;
import java.util.ArrayList;
import java.util.List;

/** Puts a prompt together and notes where its regions lie. */
final class PromptBuilder {
  private final StringBuilder text = new StringBuilder();
  private final List<Region> regions = new ArrayList<>();

  /** Appends a region; an empty one is left out. */
  PromptBuilder add(Region.Kind kind, String part) {
    if (!part.isEmpty()) {
      regions.add(new Region(kind, new Range(text.length(), text.length() + part.length())));
      text.append(part);
    }
    return this;
  }

  Prompt build(String id, String gold) {
    return new Prompt(id, text.toString(), regions, gold);
  }
}
