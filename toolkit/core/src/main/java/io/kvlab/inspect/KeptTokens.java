package io.kvlab.inspect;

import io.kvlab.cache.Selection;

/**
 * What one policy kept of a prompt.
 *
 * @param policy expression of the language
 * @param budget in words: {@code ratio 0.1}
 * @param shares per token, the share of KV heads over all layers that kept it
 */
public record KeptTokens(String policy, String budget, double[] shares) {

  /** From a selection over {@code length} tokens. */
  public static KeptTokens of(String policy, String budget, Selection selection, int length) {
    double[] shares = new double[length];
    int heads = selection.layers() * selection.kvHeads();
    for (int layer = 0; layer < selection.layers(); layer++) {
      for (int head = 0; head < selection.kvHeads(); head++) {
        for (int position : selection.positions(layer, head)) {
          shares[position] += 1.0 / heads;
        }
      }
    }
    for (int i = 0; i < length; i++) {
      shares[i] = Math.min(1, shares[i]); // sums of 1/heads end a little above 1
    }
    return new KeptTokens(policy, budget, shares);
  }

  /** The mean share over a stretch of tokens. */
  public double share(TextPart part) {
    double sum = 0;
    for (int i = part.tokens().from(); i < part.tokens().to(); i++) {
      sum += shares[i];
    }
    return part.tokens().length() == 0 ? 0 : sum / part.tokens().length();
  }
}
