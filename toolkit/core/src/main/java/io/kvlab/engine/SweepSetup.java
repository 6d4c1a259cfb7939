package io.kvlab.engine;

import io.kvlab.cache.Selection;
import io.kvlab.model.Prefill;
import io.kvlab.model.Span;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.EvidenceKind.WindowAttention;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PrefillPolicy;
import io.kvlab.policy.PromptView;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One sweep with everything it names at hand. */
record SweepSetup(
    String run,
    Sweep sweep,
    LoadedModel model,
    Map<Treatment, Policy> policies,
    RunOptions options,
    long seed,
    Cancellation cancellation) {

  /** A sweep with what its names stand for. */
  static SweepSetup of(
      String run,
      Sweep sweep,
      Workbench workbench,
      RunOptions options,
      long seed,
      Cancellation cancellation) {
    Map<Treatment, Policy> policies = new LinkedHashMap<>();
    for (Treatment treatment : sweep.treatments()) {
      policies.put(treatment, workbench.policy(treatment.policy()));
    }
    return new SweepSetup(
        run, sweep, workbench.model(sweep.model()), policies, options, seed, cancellation);
  }

  /** Whether a treatment acts during the prefill or while decoding: no draft can be verified. */
  boolean stepwise(Treatment treatment) {
    return treatment.decode().isPresent() || policy(treatment) instanceof PrefillPolicy;
  }

  /** Treatments that are branches of a shared prefill. */
  int branching() {
    return (int) sweep.treatments().stream().filter(t -> !t.isFull() && !stepwise(t)).count();
  }

  /** The union of what the policies must see. */
  Set<EvidenceKind> evidence() {
    Set<EvidenceKind> kinds = new HashSet<>();
    policies.values().forEach(policy -> kinds.addAll(policy.evidence()));
    return kinds;
  }

  /** The longest window of queries that the evidence is about. */
  int longestWindow() {
    return evidence().stream()
        .mapToInt(kind -> kind instanceof WindowAttention window ? window.window() : 0)
        .max()
        .orElse(0);
  }

  /** What fits, for answers of at most {@code longest} tokens. */
  Memory memory(int longest) {
    return new Memory(
        model.model().config(),
        options.memory().orElseGet(() -> Memory.halfOfFree(model.model())),
        model.model().caches().geometry().entryBytes(),
        longest,
        options.mechanisms().contains(Mechanism.BATCHING)
            ? options.batch().orElse(Integer.MAX_VALUE)
            : 1,
        Width.of(model.model().device()));
  }

  Policy policy(Treatment treatment) {
    Policy policy = policies.get(treatment);
    if (policy == null) {
      throw new IllegalStateException("no policy for " + treatment);
    }
    return policy;
  }

  /** What a treatment whose policy asks for no evidence keeps of a prompt. */
  Selection selectionWithoutEvidence(PreparedPrompt prompt, Treatment treatment) {
    int length = prompt.compressible(treatment.point());
    Evidence none = Evidence.none(model.model().config(), length);
    PromptView view = view(prompt.shotsWithin(length), length, prompt.id());
    return policy(treatment).select(view, none, treatment.budget());
  }

  /** What a prefill has shown of one prompt; nothing for a policy that needs nothing. */
  Evidence evidenceOf(Prefill prefill, int sequence, Policy policy) {
    ModelConfig config = model.model().config();
    return policy.evidence().isEmpty()
        ? Evidence.none(config, prefill.cache().nextPosition(sequence))
        : prefill.seen(config, sequence);
  }

  /**
   * What policies see of a prompt.
   *
   * @param shots within the first {@code length} positions
   * @param example the example's name, on which draws depend
   */
  PromptView view(List<Span> shots, int length, String example) {
    return PromptView.of(model.model().config(), length, shots, seed, example);
  }

  void checkCancelled() {
    cancellation.check();
  }
}
