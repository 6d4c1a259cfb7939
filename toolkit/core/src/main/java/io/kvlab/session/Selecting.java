package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.cache.Selection;
import io.kvlab.experiment.CellKey.Treatment;
import io.kvlab.experiment.LoadedModel;
import io.kvlab.experiment.Plan.Answers;
import io.kvlab.experiment.Plan.Sweep;
import io.kvlab.experiment.attention.KeptTokens;
import io.kvlab.experiment.attention.SelectionResult;
import io.kvlab.model.Evidence;
import io.kvlab.model.EvidenceKind;
import io.kvlab.model.ModelConfig;
import io.kvlab.model.Prefill;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PrefillPolicy;
import io.kvlab.policy.PromptView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What the policies of a grid keep of one of its prompts: one more prefill, nothing generated. */
final class Selecting {
  private final Function<String, LoadedModel> models;
  private final Catalog catalog;

  Selecting(Function<String, LoadedModel> models, Catalog catalog) {
    this.models = models;
    this.catalog = catalog;
  }

  /**
   * @param example which of the sweep's examples
   */
  SelectionResult of(Sweep sweep, int example, long seed) {
    if (!(sweep.work() instanceof Answers answers)) {
      throw KvlabException.usage("Kept tokens are shown for prompts of tasks, not for text files.");
    }
    LoadedModel model = models.apply(sweep.model());
    var prompt = catalog.task(answers.name()).prompt(example, answers.shots());
    PromptParts parts = PromptParts.of(prompt, model.requireTokenizer());
    Set<EvidenceKind> evidence = new HashSet<>();
    List<Treatment> treatments =
        sweep.treatments().stream().filter(treatment -> !treatment.isFull()).toList();
    for (Treatment treatment : treatments) {
      evidence.addAll(catalog.policies().create(treatment.policy()).evidence());
    }
    ModelConfig config = model.model().config();
    PromptView view =
        new PromptView(
            parts.length(),
            parts.shots(),
            config.layers(),
            config.heads(),
            config.kvHeads(),
            31 * seed + prompt.id().hashCode());
    List<KeptTokens> kept = new ArrayList<>();
    try (Prefill prefill = model.model().prefill(List.of(parts.ids()), evidence, 0)) {
      Evidence seen =
          prefill.evidence().isEmpty()
              ? new Evidence(
                  config.layers(), config.heads(), config.kvHeads(), parts.length(), Map.of())
              : prefill.evidence().get(0);
      for (Treatment treatment : treatments) {
        Policy policy = catalog.policies().create(treatment.policy());
        if (!(policy instanceof PrefillPolicy)) {
          Selection selection = policy.select(view, seen, treatment.budget());
          kept.add(
              KeptTokens.of(
                  policy.expression(), treatment.budget().toString(), selection, parts.length()));
        }
      }
    }
    return new SelectionResult(
        model.name(),
        answers.name() + "/" + example,
        parts.tokens(),
        parts.parts(),
        kept,
        new double[0],
        Optional.empty());
  }
}
