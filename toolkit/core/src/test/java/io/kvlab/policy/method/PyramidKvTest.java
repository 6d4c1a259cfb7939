package io.kvlab.policy.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kvlab.policy.spread.Pyramid;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PyramidKvTest {
  private static int[] capacities(
      boolean exact, int layers, int capacity, int window, int beta, int n) {
    return new Pyramid(window, beta, exact).capacities(layers, n, capacity);
  }

  @Test
  void budgetsPerLayerEqualThoseOfThePublishedCode() {
    assertArrayEquals(new int[] {118, 91, 64, 37, 10}, capacities(false, 5, 64, 8, 20, 512));
    assertArrayEquals(new int[] {59, 41, 23, 5}, capacities(false, 4, 32, 4, 20, 128));
    assertArrayEquals(new int[] {128, 128, 128, 128, 128}, capacities(false, 5, 128, 8, 20, 200));
    int[] many = capacities(false, 32, 128, 8, 20, 4096);
    assertEquals(242, many[0]);
    assertEquals(25, many[31]);
    assertEquals(4272, Arrays.stream(many).sum());
  }

  @Test
  void exactBudgetsFallFromLayerToLayerAndMeetTheTotal() {
    for (int layers = 1; layers <= 40; layers++) {
      for (int capacity : new int[] {9, 10, 64, 100, 127, 128, 500, 777}) {
        for (int n : new int[] {778, 900, 1024, 4096}) {
          int[] exact = capacities(true, layers, capacity, 8, 20, n);
          assertEquals(layers * capacity, Arrays.stream(exact).sum());
          assertTrue(exact[0] <= n);
          for (int layer = 1; layer < layers; layer++) {
            assertTrue(exact[layer] <= exact[layer - 1]);
            assertTrue(exact[layer] >= 8);
            double straight =
                exact[0] - (double) layer * (exact[0] - exact[layers - 1]) / (layers - 1);
            assertEquals(straight, exact[layer], 0.5);
          }
        }
      }
    }
  }

  @Test
  void exactAndPublishedBudgetsAgreeWhereTheStepIsWhole() {
    assertArrayEquals(capacities(false, 5, 64, 8, 20, 512), capacities(true, 5, 64, 8, 20, 512));
  }

  @Test
  void aCapacityWithinTheWindowIsTheSameInEveryLayer() {
    assertArrayEquals(new int[] {8, 8, 8}, capacities(true, 3, 8, 8, 20, 512));
    assertArrayEquals(new int[] {3, 3, 3}, capacities(true, 3, 3, 8, 20, 512));
  }
}
