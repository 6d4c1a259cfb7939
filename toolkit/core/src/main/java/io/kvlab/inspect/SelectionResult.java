package io.kvlab.inspect;

import java.util.List;

/**
 * What policies keep of one prompt.
 *
 * @param model the model's name
 * @param subject which prompt: {@code gsm-mini/3}
 * @param tokens of the prompt, as text
 * @param parts of the prompt, in order, without gaps
 * @param kept one per policy and budget
 * @param shotScores by which shots were ranked, one per part of kind {@code shot}; empty where no
 *     policy ranks shots
 * @param decoding what was evicted when, one per policy and budget that compresses while decoding
 */
public record SelectionResult(
    String model,
    String subject,
    List<String> tokens,
    List<TextPart> parts,
    List<KeptTokens> kept,
    double[] shotScores,
    List<EvictionTrace> decoding) {

  /** The kind of parts that are worked examples. */
  public static final String SHOT = "shot";

  public SelectionResult {
    tokens = List.copyOf(tokens);
    parts = List.copyOf(parts);
    kept = List.copyOf(kept);
    decoding = List.copyOf(decoding);
    TextPart.requireTiling(parts, tokens.size());
    long shots = parts.stream().filter(part -> part.kind().equals(SHOT)).count();
    if (shotScores.length != 0 && shotScores.length != shots) {
      throw new IllegalArgumentException(
          shotScores.length + " scores cannot belong to " + shots + " shots");
    }
  }

  /** The worked examples of the prompt, in order. */
  public List<TextPart> shots() {
    return parts.stream().filter(part -> part.kind().equals(SHOT)).toList();
  }
}
