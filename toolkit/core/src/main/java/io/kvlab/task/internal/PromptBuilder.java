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
  private final List<Range> answers = new ArrayList<>();
  private boolean whole;

  /** Appends a region; an empty one is left out. */
  PromptBuilder add(Region.Kind kind, String part) {
    if (!part.isEmpty()) {
      regions.add(new Region(kind, new Range(text.length(), text.length() + part.length())));
      text.append(part);
    }
    return this;
  }

  /**
   * Appends a shot and notes where its answer begins; a shot of no known answer is a whole text.
   */
  PromptBuilder shot(ShotText shot) {
    int from = text.length() + shot.question().length();
    add(Region.Kind.SHOT, shot.question() + shot.answer());
    if (shot.answer().isEmpty()) {
      whole = true;
    } else {
      answers.add(new Range(from, text.length()));
    }
    return this;
  }

  Prompt build(String id, String gold) {
    return new Prompt(id, text.toString(), regions, gold, whole ? List.of() : answers, false);
  }
}
