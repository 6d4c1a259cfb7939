package io.kvlab.train.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The arithmetic of gsm-mini and longgen-mini: whole numbers below {@value #LIMIT}. */
final class Arithmetic {
  static final int LIMIT = 80;
  private static final int SMALLEST = 2;
  private static final int LARGEST_CHANGE = 12;

  /** One calculation, {@code 12 + 5 = 17}. */
  record Equation(int left, char operator, int right, int result) {
    @Override
    public String toString() {
      return left + " " + operator + " " + right + " = " + result;
    }
  }

  private Arithmetic() {}

  /** {@code value + x} where that stays below the limit, else {@code value - x}, as asked. */
  static Equation change(Random random, int value, boolean gain) {
    boolean up = gain ? value + SMALLEST < LIMIT : value <= SMALLEST + 1;
    int room = up ? LIMIT - 1 - value : value - 1;
    int x = Draw.between(random, SMALLEST, Math.min(LARGEST_CHANGE, room));
    return up ? new Equation(value, '+', x, value + x) : new Equation(value, '-', x, value - x);
  }

  /** {@code a * b} with both from 2 to 9, below the limit. */
  static Equation product(Random random) {
    while (true) {
      int a = Draw.between(random, 2, 9);
      int b = Draw.between(random, 2, 9);
      if (a * b < LIMIT) {
        return new Equation(a, '*', b, a * b);
      }
    }
  }

  /** The numbers of friends from 2 to 6 that {@code value} can be shared among. */
  static List<Integer> sharers(int value) {
    List<Integer> sharers = new ArrayList<>();
    for (int d = 2; d <= 6; d++) {
      if (value % d == 0 && value / d > 1) {
        sharers.add(d);
      }
    }
    return sharers;
  }

  /** A calculation of any kind that the suites may ask for. */
  static Equation any(Random random) {
    switch (random.nextInt(8)) {
      case 0, 1, 2:
        return change(random, Draw.between(random, 2, LIMIT - 3), true);
      case 3, 4, 5:
        return change(random, Draw.between(random, 4, LIMIT - 1), false);
      case 6:
        return product(random);
      default:
        int sharers = Draw.between(random, 2, 6);
        int each = Draw.between(random, 2, (LIMIT - 1) / sharers);
        return new Equation(sharers * each, '/', sharers, each);
    }
  }
}
