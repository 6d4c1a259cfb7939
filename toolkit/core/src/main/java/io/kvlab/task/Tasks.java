package io.kvlab.task;

import io.kvlab.KvlabException;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.Manifest;
import io.kvlab.task.internal.ManifestTask;
import java.util.Set;

/** Finds tasks by name: the entries of a manifest. */
public final class Tasks {
  private final Manifest manifest;
  private final TaskOptions options;

  public Tasks(Manifest manifest, TaskOptions options) {
    this.manifest = manifest;
    this.options = options;
  }

  /** The names of all tasks, sorted. */
  public Set<String> names() {
    return manifest.datasets().keySet();
  }

  /** Whether a task of this name is known. */
  public boolean has(String name) {
    return manifest.datasets().containsKey(name);
  }

  /**
   * Opens a task: finds its files and reads them.
   *
   * @throws KvlabException when there is no such task, or its files are missing or wrong
   */
  public Task open(String name) {
    Dataset dataset = manifest.datasets().get(name);
    if (dataset == null) {
      throw KvlabException.usage(
          "there is no task '%s'; there are: %s".formatted(name, String.join(", ", names())));
    }
    return ManifestTask.open(dataset, options);
  }
}
