package io.kvlab.model.decode;

import java.util.List;
import java.util.Set;

/**
 * When a generation ends.
 *
 * @param maxTokens most tokens to generate
 * @param ids token ids that end it
 * @param strings texts that end it; they may span tokens
 */
public record StopRule(int maxTokens, Set<Integer> ids, List<String> strings) {
  public StopRule {
    ids = Set.copyOf(ids);
    strings = List.copyOf(strings);
    if (maxTokens < 1) {
      throw new IllegalArgumentException("at least one token is generated, not " + maxTokens);
    }
    if (strings.stream().anyMatch(String::isEmpty)) {
      throw new IllegalArgumentException("an empty stop string would end every generation");
    }
  }

  /** A number of tokens, whatever they are. */
  public static StopRule tokens(int count) {
    return new StopRule(count, Set.of(), List.of());
  }
}
