package io.kvlab.engine;

import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.result.ExampleRow;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** One way to get the answers of a batch of examples under many treatments. */
interface BatchEngine {
  /** Gives the rows of a batch as they are finished: for every prompt the given treatments. */
  void run(
      List<PreparedPrompt> prompts, Collection<Treatment> treatments, Consumer<ExampleRow> rows);
}
