package io.kvlab.manifest.internal;

import io.kvlab.manifest.DataFile;
import io.kvlab.manifest.ModelEntry;
import java.util.List;
import java.util.Optional;

/** From the YAML of a model to its record. */
final class ModelBinder {
  private ModelBinder() {}

  static ModelEntry bind(String name, YamlPart entry) {
    Optional<String> path = entry.maybeText("path");
    Optional<String> resource = entry.maybeText("resource");
    Optional<String> repository = entry.maybeText("repository");
    List<DataFile> files = entry.list("files", DatasetBinder::file);
    if (path.isEmpty() && resource.isEmpty() && repository.isEmpty() && files.isEmpty()) {
      throw entry.error("say where the model is: 'repository', 'path' or 'files'");
    }
    return new ModelEntry(
        name,
        entry.text("title"),
        path,
        resource,
        repository,
        files,
        entry.text("revision", "main"),
        entry.text("licence"),
        entry.text("citation", ""),
        entry.number("context"),
        entry.maybeText("chat"),
        entry.text("dtype"),
        (long) entry.number("memory_mb") << 20,
        entry.flag("gated"),
        entry.tree().file());
  }
}
