package io.kvlab.manifest;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One entry of models.yaml. Where the model is, one of: {@code path}, {@code resource}, {@code
 * repository}, {@code files}.
 *
 * @param path a folder in Hugging Face layout on this machine, from a user's manifest
 * @param resource a folder among the resources of this module: the model ships inside
 * @param repository its name at the Hugging Face hub
 * @param files what makes up the model when it is neither; below a model folder of the user
 * @param revision a commit, or {@code main}, which is resolved to a commit when it is fetched
 * @param context the most positions that it was made for
 * @param chat the name of its chat format; empty for a base model
 * @param dtype of the published weights: {@code bfloat16}, {@code float16}, {@code float32}
 * @param memoryBytes about what its weights need in memory in that type
 * @param gated whether the licence must be accepted at the hub before it can be fetched
 */
public record ModelEntry(
    String name,
    String title,
    Optional<String> path,
    Optional<String> resource,
    Optional<String> repository,
    List<DataFile> files,
    String revision,
    String licence,
    String citation,
    int context,
    Optional<String> chat,
    String dtype,
    long memoryBytes,
    boolean gated,
    String declaredIn) {
  public ModelEntry {
    files = List.copyOf(files);
  }

  /** The folder of the user's manifest that the entry stands in; empty for a bundled entry. */
  public Optional<Path> folder() {
    Path file = Path.of(declaredIn);
    return file.isAbsolute() ? Optional.ofNullable(file.getParent()) : Optional.empty();
  }
}
