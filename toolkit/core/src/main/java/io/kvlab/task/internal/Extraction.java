package io.kvlab.task.internal;

import io.kvlab.manifest.Judging;
import io.kvlab.manifest.PythonPattern;
import java.util.Optional;
import java.util.regex.Matcher;

/** One way to find the answer in a completion. */
record Extraction(String name, PythonPattern pattern, boolean last) {
  static Extraction of(Judging.Extractor extractor) {
    return new Extraction(
        extractor.name(), PythonPattern.compile(extractor.pattern()), extractor.last());
  }

  /**
   * The answer in a text, stripped; empty when there is none. As the harness has it, a match all of
   * whose several groups are empty is none, and no other match takes its place.
   */
  Optional<String> in(String text) {
    Matcher matcher = pattern.matcher(text);
    Optional<String> found = Optional.empty();
    while (matcher.find()) {
      String answer = firstGroup(matcher);
      found =
          answer.isEmpty() && matcher.groupCount() > 1
              ? Optional.empty()
              : Optional.of(PythonText.strip(answer));
      if (!last) {
        break;
      }
    }
    return found;
  }

  /** The first group that matched something, or the whole match where the pattern has no groups. */
  static String firstGroup(Matcher matcher) {
    for (int group = 1; group <= matcher.groupCount(); group++) {
      String text = matcher.group(group);
      if (text != null && !text.isEmpty()) {
        return text;
      }
    }
    return matcher.groupCount() > 0 ? "" : matcher.group();
  }
}
