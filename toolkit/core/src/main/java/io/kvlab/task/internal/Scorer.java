package io.kvlab.task.internal;

import io.kvlab.manifest.Judging;
import io.kvlab.task.Score;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Judges completions by extraction and comparison. */
final class Scorer {
  private final List<Extraction> extractions;
  private final AnswerComparison comparison;
  private final Optional<Pattern> parts;
  private final List<String> stops;

  Scorer(Judging scoring, List<String> stops) {
    this.extractions = scoring.extractors().stream().map(Extraction::of).toList();
    this.comparison = new AnswerComparison(scoring);
    this.parts = scoring.parts().map(Pattern::compile);
    this.stops = stops;
  }

  /** The text before the first stop. */
  String cut(String completion) {
    int end = completion.length();
    for (String stop : stops) {
      int at = completion.indexOf(stop);
      if (at >= 0) {
        end = Math.min(end, at);
      }
    }
    return completion.substring(0, end);
  }

  /** Judges a completion that holds one answer. */
  Score one(String completion, List<String> golds) {
    String text = cut(completion);
    if (extractions.isEmpty()) {
      String answer = text.strip();
      return new Score(
          comparison.of(answer, golds),
          answer.isEmpty() ? Optional.empty() : Optional.of(answer),
          Map.of(),
          List.of());
    }
    Map<String, Double> values = new LinkedHashMap<>();
    for (Extraction extraction : extractions) {
      values.put(
          extraction.name(),
          extraction.in(text).map(answer -> comparison.of(answer, golds)).orElse(0.0));
    }
    Extraction headline = extractions.get(0);
    return new Score(
        values.getOrDefault(headline.name(), 0.0),
        headline.in(text),
        values.size() > 1 ? values : Map.of(),
        List.of());
  }

  /**
   * Judges a completion that holds several answers.
   *
   * @param golds the gold answers by number; answers without numbers count from the lowest of them
   */
  Score many(String completion, Map<Integer, String> golds) {
    int first = golds.keySet().stream().min(Integer::compare).orElse(1);
    Map<Integer, String> found = parts(cut(completion), first);
    List<Score.Unit> units = new ArrayList<>();
    for (Map.Entry<Integer, String> gold : golds.entrySet()) {
      Score score =
          Optional.ofNullable(found.get(gold.getKey()))
              .map(part -> one(part, List.of(gold.getValue())))
              .orElse(new Score(0, Optional.empty(), Map.of(), List.of()));
      units.add(new Score.Unit(gold.getValue(), score.extracted(), score.value()));
    }
    double mean = units.stream().mapToDouble(Score.Unit::value).average().orElse(0);
    return new Score(mean, Optional.empty(), Map.of(), units);
  }

  /** The gold answers in a text that is written as a completion is. */
  Map<Integer, String> goldParts(String gold) {
    Map<Integer, String> golds = new TreeMap<>();
    parts(gold, 1)
        .forEach(
            (number, part) -> golds.put(number, extractions.get(0).in(part).orElse(part.strip())));
    return golds;
  }

  /** Whether one completion holds several answers. */
  boolean manyAnswers() {
    return parts.isPresent();
  }

  private static int number(String digits) {
    return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  /** The answers by number; of two with the same number the first counts. */
  private Map<Integer, String> parts(String text, int first) {
    Map<Integer, String> result = new TreeMap<>();
    Matcher matcher = parts.orElseThrow().matcher(text);
    int number = -1;
    int counted = first;
    int from = 0;
    while (matcher.find()) {
      if (number >= 0) {
        result.putIfAbsent(number, text.substring(from, matcher.start()));
      }
      number = matcher.groupCount() > 0 ? number(matcher.group(1)) : counted++;
      from = matcher.end();
    }
    if (number >= 0) {
      result.putIfAbsent(number, text.substring(from));
    }
    return result;
  }
}
