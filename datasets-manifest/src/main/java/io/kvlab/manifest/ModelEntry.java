package io.kvlab.manifest;

import java.util.List;
import java.util.Optional;

/**
 * One entry of models.yaml.
 *
 * @param repository its name at the Hugging Face hub; empty when {@code files} say it all
 * @param revision a commit, or {@code main}, which is resolved to a commit when it is first fetched
 * @param context the most positions that it was made for
 * @param chat the name of its chat format; empty for a base model
 * @param dtype of the published weights: {@code bfloat16}, {@code float16}, {@code float32}
 * @param memoryBytes about what its weights need in memory in that type
 * @param gated whether the licence must be accepted at the hub before it can be fetched
 * @param files what is fetched without the hub, or ships inside
 */
public record ModelEntry(
    String name,
    String title,
    Optional<String> repository,
    String revision,
    String licence,
    String citation,
    int context,
    Optional<String> chat,
    String dtype,
    long memoryBytes,
    boolean gated,
    List<DataFile> files,
    String declaredIn) {
  public ModelEntry {
    files = List.copyOf(files);
  }
}
