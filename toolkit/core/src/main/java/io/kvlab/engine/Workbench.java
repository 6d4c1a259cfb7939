package io.kvlab.engine;

import io.kvlab.policy.Policy;
import io.kvlab.task.Task;
import java.nio.file.Path;

/** Where a runner gets what a plan only names. */
public interface Workbench {
  /** A model by the name the user gave it, loaded. */
  LoadedModel model(String name);

  /** What is known of a model without loading it. */
  ModelSource source(String name);

  /** A task by name, its data read. */
  Task task(String name);

  /** A policy from its expression. */
  Policy policy(String expression);

  /** A folder for what can be computed again, such as hashes of large files. */
  Path cache();
}
