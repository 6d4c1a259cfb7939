package io.kvlab.engine;

import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.result.ExampleRow;
import java.util.Collection;
import java.util.List;

/** One way to get the answers of a batch of examples under many treatments. */
interface BatchEngine {
  /** The rows of a batch: for every prompt the given treatments. */
  List<ExampleRow> run(List<PreparedPrompt> prompts, Collection<Treatment> treatments);
}
