package io.kvlab.policy;

import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;

/**
 * What a method always keeps, and what stays or goes as one: the third of its three factors.
 *
 * @param window how many of the last positions a layer that keeps {@code capacity} entries a head
 *     always keeps; the newest {@code capacity} where there are more
 * @param guard positions that stay besides
 * @param grain what stays or goes as one
 * @param whole prompts that are left whole whatever the budget
 */
public record Keep(IntUnaryOperator window, Guard guard, Grain grain, Predicate<PromptView> whole) {
  /** Nothing stays by itself: the best positions are kept. */
  public static final Keep BEST =
      new Keep(capacity -> 0, Guard.NONE, Grain.POSITIONS, prompt -> false);

  /**
   * The last {@code window} positions stay, and a prompt that is no longer is left whole: an
   * observation window, whose queries judge the positions before it.
   */
  public static Keep window(int window) {
    return BEST.lastly(capacity -> window).exceptWhere(prompt -> prompt.length() <= window);
  }

  /** The same, with another window. */
  public Keep lastly(IntUnaryOperator window) {
    return new Keep(window, guard, grain, whole);
  }

  /** The same, and these positions stay, too. */
  public Keep guarding(Guard more) {
    return new Keep(window, guard.and(more), grain, whole);
  }

  /** The same, in other units. */
  public Keep inUnitsOf(Grain grain) {
    return new Keep(window, guard, grain, whole);
  }

  /** The same, and these prompts are left whole, too. */
  public Keep exceptWhere(Predicate<PromptView> more) {
    return new Keep(window, guard, grain, whole.or(more));
  }

  boolean leavesWhole(PromptView prompt) {
    return whole.test(prompt);
  }
}
