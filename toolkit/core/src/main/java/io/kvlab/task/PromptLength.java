package io.kvlab.task;

import java.util.function.ToIntFunction;

/**
 * How long generated prompts are made.
 *
 * @param tokens the most that prompt and answer may take together
 * @param count counts the tokens of a text, the start token included
 * @param seed other seeds give other prompts
 */
public record PromptLength(int tokens, ToIntFunction<String> count, long seed) {
  public PromptLength {
    if (tokens < 1) {
      throw io.kvlab.KvlabException.usage("a context is at least 1 token, not " + tokens);
    }
  }

  /**
   * Lengths without a tokenizer: a token is a run of up to five letters, of up to three digits, or
   * one other character that is no space. Few tokenizers make more of a text.
   */
  public static PromptLength estimated(int tokens) {
    return new PromptLength(tokens, PromptLength::estimate, 42);
  }

  private static int estimate(String text) {
    int tokens = 1;
    int run = 0;
    boolean letters = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = Character.isLetter(c);
      boolean goesOn = run > 0 && (letter || Character.isDigit(c)) && letter == letters;
      if (!letter && !Character.isDigit(c)) {
        tokens += c == ' ' ? 0 : 1;
        run = 0;
      } else if (goesOn && run < (letters ? 5 : 3)) {
        run++;
      } else {
        tokens++;
        run = 1;
        letters = letter;
      }
    }
    return tokens;
  }
}
