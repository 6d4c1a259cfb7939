package io.kvlab.experiment;

import io.kvlab.experiment.CellKey.Treatment;

final class StepwiseEngine {
  StepwiseEngine(SweepContext sweep) {}

  ExampleRow run(PreparedPrompt prompt, Treatment treatment) {
    throw new IllegalStateException();
  }
}
