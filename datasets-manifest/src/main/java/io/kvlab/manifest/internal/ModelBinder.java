package io.kvlab.manifest.internal;

import io.kvlab.manifest.ModelEntry;

/** From the YAML of a model to its record. */
final class ModelBinder {
  private ModelBinder() {}

  static ModelEntry bind(String name, Part entry) {
    return new ModelEntry(
        name,
        entry.text("title"),
        entry.maybeText("repository"),
        entry.text("revision", "main"),
        entry.text("licence"),
        entry.text("citation", ""),
        entry.number("context"),
        entry.maybeText("chat"),
        entry.text("dtype"),
        entry.need("memory_mb").node().asLong() << 20,
        entry.flag("gated"),
        entry.list("files", DatasetBinder::file),
        entry.tree().file());
  }
}
