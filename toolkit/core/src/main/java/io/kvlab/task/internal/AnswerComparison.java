package io.kvlab.task.internal;

import io.kvlab.manifest.Judging;
import io.kvlab.manifest.PythonPattern;
import java.util.List;
import java.util.Locale;

/** How near an answer is to the gold answers, 0..1. */
final class AnswerComparison {
  private final Judging scoring;
  private final Judging.Metric metric;
  private final List<PythonPattern> ignore;

  AnswerComparison(Judging scoring) {
    this.scoring = scoring;
    this.metric =
        scoring.metric() == Judging.Metric.CODE
            ? scoring.withoutCode().orElse(Judging.Metric.CODE)
            : scoring.metric();
    this.ignore = scoring.ignore().stream().map(PythonPattern::compile).toList();
  }

  double of(String answer, List<String> golds) {
    return switch (metric) {
      case RECALL ->
          golds.stream().filter(gold -> normal(answer).contains(normal(gold))).count()
              / (double) golds.size();
      default -> golds.stream().mapToDouble(gold -> of(answer, gold)).max().orElse(0);
    };
  }

  private double of(String answer, String gold) {
    return switch (metric) {
      case EXACT -> normal(answer).equals(normal(gold)) ? 1 : 0;
      case NUMBER -> Numbers.same(normal(answer), normal(gold)) ? 1 : 0;
      case CONTAINS -> normal(answer).contains(normal(gold)) ? 1 : 0;
      case F1 -> Words.f1(answer, gold);
      case ROUGE_L -> Rouge.l(answer, gold);
      case REFUSAL -> Refusal.declines(answer) ? 1 : 0;
      case RECALL, CODE -> throw new IllegalStateException(scoring.metric() + " compares no texts");
    };
  }

  private String normal(String text) {
    String result = text;
    for (PythonPattern pattern : ignore) {
      result = pattern.matcher(result).replaceAll("");
    }
    result = scoring.ignoreCase() ? result.toLowerCase(Locale.ROOT) : result;
    return PythonText.strip(result);
  }

  /** What an answer is looked for in: for numbers, with all of them written plainly. */
  String text(String completion) {
    return metric == Judging.Metric.NUMBER ? Numbers.plain(completion) : completion;
  }

  /** Whether an answer exists that is right for this gold. */
  boolean canBeMet(String gold) {
    return metric != Judging.Metric.NUMBER || !Numbers.readings(normal(gold)).isEmpty();
  }
}
