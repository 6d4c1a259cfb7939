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

  /** Lengths without a tokenizer: a token counts as four characters. */
  public static PromptLength estimated(int tokens) {
    return new PromptLength(tokens, text -> 1 + (text.length() + 3) / 4, 42);
  }
}
