package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.engine.Cancellation;
import io.kvlab.engine.Inspection;
import io.kvlab.engine.LoadedModel;
import io.kvlab.inspect.SelectionResult;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.policy.Policy;
import io.kvlab.report.plot.PlotKind;
import io.kvlab.task.Task;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the policies of a grid keep of one of its prompts. */
final class PromptSelections {
  private final Function<String, LoadedModel> models;
  private final Catalog catalog;
  private final Cancellation cancellation;

  PromptSelections(
      Function<String, LoadedModel> models, Catalog catalog, Cancellation cancellation) {
    this.models = models;
    this.catalog = catalog;
    this.cancellation = cancellation;
  }

  /**
   * @param kind the plot that it is for: only what that one shows is computed
   * @param example which of the sweep's examples
   */
  SelectionResult of(PlotKind kind, Sweep sweep, int example, long seed) {
    if (!(sweep.work() instanceof Answers answers)) {
      throw KvlabException.usage(
          "Kept tokens are shown for prompts of tasks, not for text files; name a task, such as gsm-mini.");
    }
    LoadedModel model = models.apply(sweep.model());
    Task task = model.sized(catalog.task(answers.name()));
    if (example >= task.size()) {
      throw KvlabException.usage(
          task.name() + " has examples 0 to " + (task.size() - 1) + ", not " + example + ".");
    }
    PromptParts parts =
        PromptParts.of(
            model.conversation(answers.protocol().chat(), task.prompt(example, answers.shots())),
            model.requireTokenizer());
    Map<Treatment, Policy> policies = new HashMap<>();
    for (Treatment treatment : sweep.treatments()) {
      policies.put(treatment, catalog.policies().create(treatment.policy()));
    }
    Inspection inspection =
        new Inspection(model, task, sweep, policies, seed, example, cancellation);
    boolean decoding = kind == PlotKind.EVICTION;
    return new SelectionResult(
        model.name(),
        answers.name() + "/" + example,
        parts.tokens(),
        parts.parts(),
        decoding ? List.of() : inspection.kept(),
        kind == PlotKind.SHOTS ? inspection.shotScores(parts.shots().size()) : new double[0],
        decoding ? inspection.decoding(parts.tokens()) : List.of());
  }
}
