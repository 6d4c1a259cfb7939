package io.kvlab.inspect;

import java.util.List;

/**
 * A generation under a policy that evicts while decoding.
 *
 * @param policy expression of the language, with its budgets
 * @param tokens of prompt and generated text
 * @param promptTokens how many of them are the prompt
 * @param held {@code [steps, tokens]}: after each generated token, the share of KV heads over all
 *     layers that still hold each position; 0 for positions not yet reached
 */
public record EvictionTrace(String policy, List<String> tokens, int promptTokens, double[][] held) {
  public EvictionTrace {
    tokens = List.copyOf(tokens);
    for (double[] row : held) {
      if (row.length != tokens.size()) {
        throw new IllegalArgumentException(
            "a row of " + row.length + " shares for " + tokens.size() + " tokens");
      }
    }
  }
}
