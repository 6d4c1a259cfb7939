package io.kvlab.task.internal;

import io.kvlab.manifest.Judging;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** How near an answer is to the gold answers, 0..1. */
final class AnswerComparison {
  private final Judging scoring;
  private final Judging.Metric metric;
  private final List<Pattern> ignore;

  AnswerComparison(Judging scoring) {
    this.scoring = scoring;
    this.metric =
        scoring.metric() == Judging.Metric.CODE
            ? scoring.withoutCode().orElse(Judging.Metric.CODE)
            : scoring.metric();
    this.ignore = scoring.ignore().stream().map(Pattern::compile).toList();
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
      case NUMBER -> number(answer).isPresent() && number(answer).equals(number(gold)) ? 1 : 0;
      case CONTAINS -> normal(answer).contains(normal(gold)) ? 1 : 0;
      case F1 -> Words.f1(answer, gold);
      case ROUGE_L -> Rouge.l(answer, gold);
      case REFUSAL -> Refusal.declines(answer) ? 1 : 0;
      case RECALL, CODE -> throw new IllegalStateException(scoring.metric() + " compares no texts");
    };
  }

  private String normal(String text) {
    String result = text;
    for (Pattern pattern : ignore) {
      result = pattern.matcher(result).replaceAll("");
    }
    result = scoring.ignoreCase() ? result.toLowerCase(Locale.ROOT) : result;
    return result.strip();
  }

  /** A decimal number without thousands separators, currency and a period at its end. */
  private Optional<BigDecimal> number(String text) {
    String plain = normal(text).replaceAll("[,$%\\s]|\\.$", "");
    return plain.matches("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)")
        ? Optional.of(new BigDecimal(plain).stripTrailingZeros())
        : Optional.empty();
  }
}
