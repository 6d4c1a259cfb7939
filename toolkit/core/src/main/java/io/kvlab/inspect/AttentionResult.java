package io.kvlab.inspect;

import java.util.List;

/**
 * What an {@code attention} query found.
 *
 * @param model the model's name
 * @param maps single heads, as asked for
 * @param profiles one per task
 */
public record AttentionResult(
    String model, List<AttentionMap> maps, List<AttentionProfile> profiles) {
  public AttentionResult {
    maps = List.copyOf(maps);
    profiles = List.copyOf(profiles);
  }
}
