package io.kvlab.task.internal;

import io.kvlab.KvlabException;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.Judging;
import io.kvlab.task.Score;
import io.kvlab.task.sandbox.Sandbox;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Judges completions that are code by running them with their tests. */
final class CodeScorer {
  private final Dataset dataset;
  private final Templates templates;
  private final Supplier<Sandbox> sandbox;
  private final boolean allowed;

  CodeScorer(Dataset dataset, Templates templates, Supplier<Sandbox> sandbox, boolean allowed) {
    this.dataset = dataset;
    this.templates = templates;
    this.sandbox = sandbox;
    this.allowed = allowed;
  }

  /** Whether this dataset's completions are to be run. */
  boolean runs() {
    return dataset.scoring().metric() == Judging.Metric.CODE
        && (allowed || dataset.scoring().withoutCode().isEmpty());
  }

  /**
   * Makes sure that completions can be run.
   *
   * @throws KvlabException when running code is not allowed or cannot be isolated
   */
  void require() {
    if (runs()) {
      Objects.requireNonNull(allowedSandbox());
    }
  }

  private Sandbox allowedSandbox() {
    if (!allowed) {
      throw KvlabException.usage(
          "'%s' is scored by running the code that the model writes; allow it with --run-code"
              .formatted(dataset.name()));
    }
    return sandbox.get();
  }

  /**
   * Judges a completion without thoughts. Where it has fences, the code between them is judged and
   * not what is around it; else the text up to the first stop, going on with the prompt.
   *
   * @param cut ends a text at the first stop
   */
  Score score(Row row, String completion, UnaryOperator<String> cut) {
    String prompt = templates.question(new Example(0, List.of(row)));
    String code =
        CodeBlock.in(completion)
            .map(block -> CodeBlock.continuing(prompt, block))
            .orElseGet(() -> CodeBlock.beforeClosing(cut.apply(completion)));
    boolean passed = allowedSandbox().run(templates.program(row, code)).passed();
    return new Score(
        passed ? 1 : 0, Optional.of(code).filter(c -> !c.isBlank()), Map.of(), List.of());
  }
}
