package io.kvlab.policy;

import io.kvlab.KvlabException;
import java.math.BigDecimal;
import java.util.Locale;

/** How policies write themselves, and how they refuse parameters. */
public final class Expressions {
  private Expressions() {}

  /** {@code name(key=value, ...)}; keys and values in turn. */
  public static String call(String name, Object... keysAndValues) {
    StringBuilder text = new StringBuilder(name).append('(');
    for (int i = 0; i < keysAndValues.length; i += 2) {
      if (i > 0) {
        text.append(", ");
      }
      text.append(keysAndValues[i]).append('=').append(value(keysAndValues[i + 1]));
    }
    return text.append(')').toString();
  }

  private static String value(Object value) {
    if (value instanceof Enum<?> choice) {
      return word(choice);
    }
    return value instanceof Double number ? number(number) : String.valueOf(value);
  }

  /** A choice as the language writes it. */
  static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private static String number(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  /** Refuses a whole number below {@code least}. */
  public static void requireAtLeast(String policy, String parameter, long value, long least) {
    if (value < least) {
      throw KvlabException.usage(
          policy + ": " + parameter + " must be at least " + least + ", not " + value + ".");
    }
  }

  /** Refuses a number outside [least, most], and what is no number. */
  public static void requireBetween(
      String policy, String parameter, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw KvlabException.usage(
          policy
              + ": "
              + parameter
              + " must be between "
              + number(least)
              + " and "
              + number(most)
              + ", not "
              + (Double.isFinite(value) ? number(value) : String.valueOf(value))
              + ".");
    }
  }

  /** Refuses a pooling kernel that has no middle. */
  public static void requireKernel(String policy, int kernel) {
    requireAtLeast(policy, "kernel", kernel, 1);
    if (kernel % 2 == 0) {
      throw KvlabException.usage(
          policy + ": kernel must be odd, so that it has a middle, not " + kernel + ".");
    }
  }
}
