package io.kvlab.task.internal;

import io.kvlab.manifest.Judging;
import io.kvlab.manifest.PythonPattern;
import io.kvlab.task.Score;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/** Judges completions by extraction and comparison. */
final class Scorer {
  private final List<Extraction> extractions;
  private final AnswerComparison comparison;
  private final Optional<PythonPattern> parts;
  private final List<String> stops;
  private final Optional<Reading> reading;

  Scorer(Judging scoring, List<String> stops) {
    this.extractions = scoring.extractors().stream().map(Extraction::of).toList();
    this.comparison = new AnswerComparison(scoring);
    this.parts = scoring.parts().map(PythonPattern::compile);
    this.stops = stops;
    this.reading = scoring.read().map(kind -> new Reading(kind, scoring.choices().size()));
  }

  /** The text between thoughts and the first stop. */
  String cut(String completion) {
    return before(Thoughts.cut(completion).answer(), stops);
  }

  /** The text before the first stop. */
  String beforeStop(String text) {
    return before(text, stops);
  }

  private static String before(String text, List<String> stops) {
    int end = text.length();
    for (String stop : stops) {
      int at = text.indexOf(stop);
      if (at >= 0) {
        end = Math.min(end, at);
      }
    }
    return text.substring(0, end);
  }

  /** Judges a completion that holds one answer. */
  Score one(String completion, List<String> golds) {
    Thoughts thoughts = Thoughts.cut(completion);
    String text = comparison.text(before(thoughts.answer(), stops));
    Map<String, Double> values = new LinkedHashMap<>();
    for (Extraction extraction : extractions) {
      values.put(
          extraction.name(),
          extraction.in(text).map(answer -> comparison.of(answer, golds)).orElse(0.0));
    }
    Optional<String> found =
        extractions.isEmpty()
            ? Optional.of(PythonText.strip(text)).filter(answer -> !answer.isEmpty())
            : extractions.get(0).in(text);
    double value =
        extractions.isEmpty()
            ? comparison.of(PythonText.strip(text), golds)
            : values.getOrDefault(extractions.get(0).name(), 0.0);
    reading.ifPresent(
        read -> values.put(Reading.NAME, thoughts.unfinished() ? 0 : read(thoughts, golds)));
    return new Score(
        value,
        thoughts.unfinished() ? Optional.empty() : found,
        values.size() > 1 ? values : Map.of(),
        List.of());
  }

  /**
   * Stops that are blanks end an answer of a model that goes on with the next question, but not the
   * line in which a chat model begins to explain.
   */
  private double read(Thoughts thoughts, List<String> golds) {
    List<String> marks = stops.stream().filter(stop -> !PythonText.strip(stop).isEmpty()).toList();
    String text = before(PythonText.stripLeading(thoughts.answer()), marks);
    return reading.orElseThrow().of(text, golds);
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
    String answers =
        units.stream().flatMap(unit -> unit.extracted().stream()).collect(Collectors.joining("; "));
    return new Score(mean, Optional.of(answers).filter(text -> !text.isEmpty()), Map.of(), units);
  }

  /** The gold answers in a text that is written as a completion is. */
  Map<Integer, String> goldParts(String gold) {
    Map<Integer, String> golds = new TreeMap<>();
    parts(gold, 1)
        .forEach(
            (number, part) ->
                golds.put(number, extractions.get(0).in(part).orElse(PythonText.strip(part))));
    return golds;
  }

  /** Whether an answer exists that is right for this gold. */
  boolean canBeMet(String gold) {
    return comparison.canBeMet(gold);
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
