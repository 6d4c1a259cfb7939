package io.kvlab.task.internal;

import io.kvlab.manifest.Judging;
import io.kvlab.manifest.PythonPattern;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;

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
    List<MatchResult> matches = pattern.results(text);
    if (matches.isEmpty()) {
      return Optional.empty();
    }
    MatchResult match = matches.get(last ? matches.size() - 1 : 0);
    String answer = firstGroup(match);
    return answer.isEmpty() && match.groupCount() > 1
        ? Optional.empty()
        : Optional.of(PythonText.strip(answer));
  }

  /** The first group that matched something, or the whole match where the pattern has no groups. */
  static String firstGroup(MatchResult matcher) {
    for (int group = 1; group <= matcher.groupCount(); group++) {
      String text = matcher.group(group);
      if (text != null && !text.isEmpty()) {
        return text;
      }
    }
    return matcher.groupCount() > 0 ? "" : matcher.group();
  }
}
