package io.kvlab.task.catalog;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Suggestions;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.Manifest;
import io.kvlab.task.PromptLength;
import io.kvlab.task.Task;
import io.kvlab.task.TaskOptions;
import io.kvlab.task.internal.Lazy;
import io.kvlab.task.internal.ManifestTask;
import io.kvlab.task.sandbox.Limits;
import io.kvlab.task.sandbox.Sandbox;
import java.util.Set;
import java.util.function.Supplier;

/** Finds tasks by name: the entries of a manifest. */
public final class Tasks {
  private static final int DEFAULT_TOKENS = 4096;

  private final Manifest manifest;
  private final TaskOptions options;
  private final Supplier<Sandbox> sandbox;

  public Tasks(Manifest manifest, TaskOptions options) {
    this.manifest = manifest;
    this.options = options;
    this.sandbox = Lazy.of(() -> Sandbox.open(Limits.standard()));
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
   * Opens a task: finds its files and reads them. Generated prompts are made for about 4,096
   * tokens.
   *
   * @throws KvlabException when there is no such task, or its files are missing or wrong
   */
  public Task open(String name) {
    int at = name.indexOf('@');
    if (at > 0 && name.substring(at + 1).matches("[1-9][0-9]{0,7}")) {
      int tokens = Integer.parseInt(name.substring(at + 1));
      return open(name.substring(0, at), PromptLength.estimated(tokens));
    }
    Dataset dataset = dataset(name);
    return dataset.generator().isEmpty()
        ? ManifestTask.open(dataset, options, sandbox)
        : ManifestTask.generated(dataset, PromptLength.estimated(DEFAULT_TOKENS), sandbox);
  }

  /**
   * Opens a task whose prompts are made as long as asked for.
   *
   * @throws KvlabException when there is no such task, or its prompts have a length of their own
   */
  public Task open(String name, PromptLength length) {
    Dataset dataset = dataset(name);
    if (dataset.generator().isEmpty()) {
      throw KvlabException.usage(
          "the prompts of '%s' have a length of their own; leave 'context' away".formatted(name));
    }
    return ManifestTask.generated(dataset, length, sandbox);
  }

  /** Whether a task's prompts can be made of any length. */
  public boolean generated(String name) {
    return !dataset(name).generator().isEmpty();
  }

  private Dataset dataset(String name) {
    Dataset dataset = manifest.datasets().get(name);
    if (dataset == null) {
      throw KvlabException.usage(
          "There is no task '%s'. %s"
              .formatted(
                  name,
                  Suggestions.closest(name, names())
                      .map(meant -> "Did you mean '" + meant + "'?")
                      .orElse("'show tasks' lists all.")));
    }
    return dataset;
  }
}
