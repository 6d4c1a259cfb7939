package io.kvlab.inspect;

import java.util.List;

/**
 * The attention of one query head over one text.
 *
 * @param subject what the text is, for instance {@code gsm-mini/3}
 * @param layer from 0
 * @param head query head, from 0
 * @param tokens of the whole text, as text
 * @param parts of the text, in order, without gaps
 * @param firstQuery position of the first row's query token
 * @param weights {@code [queries, tokens]}; every row sums to 1, later keys are 0
 */
public record AttentionMap(
    String subject,
    int layer,
    int head,
    List<String> tokens,
    List<TextPart> parts,
    int firstQuery,
    float[][] weights) {
  public AttentionMap {
    tokens = List.copyOf(tokens);
    parts = List.copyOf(parts);
    TextPart.requireTiling(parts, tokens.size());
    if (firstQuery < 0 || firstQuery + weights.length > tokens.size()) {
      throw new IllegalArgumentException(
          "queries %d..%d do not lie in %d tokens"
              .formatted(firstQuery, firstQuery + weights.length, tokens.size()));
    }
    for (float[] row : weights) {
      if (row.length != tokens.size()) {
        throw new IllegalArgumentException(
            "a row of " + row.length + " weights for " + tokens.size() + " tokens");
      }
    }
  }
}
