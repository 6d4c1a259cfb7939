package io.kvlab.paper;

/**
 * A claim of the paper and what a grid says to it.
 *
 * @param number 1..6 as in the paper
 * @param claim in our words
 * @param verdict whether the grid supports it
 * @param evidence the numbers, or what is missing
 */
public record Observation(int number, String claim, Verdict verdict, String evidence) {
  /** What a grid says to a claim. */
  public enum Verdict {
    SUPPORTS("supports"),
    CONTRADICTS("contradicts"),
    CANNOT_TELL("cannot tell");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    /** In words. */
    public String words() {
      return words;
    }
  }
}
