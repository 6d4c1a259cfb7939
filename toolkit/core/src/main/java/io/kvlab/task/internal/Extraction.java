package io.kvlab.task.internal;

import io.kvlab.manifest.Judging;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One way to find the answer in a completion. */
record Extraction(String name, Pattern pattern, boolean last) {
  static Extraction of(Judging.Extractor extractor) {
    return new Extraction(extractor.name(), Pattern.compile(extractor.pattern()), extractor.last());
  }

  /** The answer in a text, stripped; empty when there is none. */
  Optional<String> in(String text) {
    Matcher matcher = pattern.matcher(text);
    Optional<String> found = Optional.empty();
    while (matcher.find()) {
      found = Optional.of(firstGroup(matcher).strip());
      if (!last) {
        break;
      }
    }
    return found;
  }

  /**
   * The first group that matched something, or the whole match where the pattern has no groups or
   * none of them took part.
   */
  static String firstGroup(Matcher matcher) {
    for (int group = 1; group <= matcher.groupCount(); group++) {
      String text = matcher.group(group);
      if (text != null && !text.isEmpty()) {
        return text;
      }
    }
    return matcher.groupCount() > 0 && matcher.group(1) != null ? "" : matcher.group();
  }
}
