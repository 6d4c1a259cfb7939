package io.kvlab.result;

import io.kvlab.policy.Budget;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Budgets as text, {@code ratio 0.1} or {@code capacity 256}, and back. */
final class Budgets {
  private static final Pattern TEXT =
      Pattern.compile("ratio ([01](?:\\.[0-9]{1,18})?)|capacity ([0-9]{1,9})");

  private Budgets() {}

  static String text(Budget budget) {
    return budget.toString();
  }

  static String text(Optional<Budget> budget) {
    return budget.map(Budgets::text).orElse("");
  }

  /**
   * The budget that the text states.
   *
   * @throws IllegalArgumentException if it states none
   */
  static Budget parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a budget: " + text);
    }
    return matcher.group(1) != null
        ? Budget.ratio(matcher.group(1))
        : Budget.capacity(Integer.parseInt(matcher.group(2)));
  }

  static Optional<Budget> parseOptional(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(parse(text));
  }
}
