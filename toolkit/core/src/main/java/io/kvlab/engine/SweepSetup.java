package io.kvlab.engine;

import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PrefillPolicy;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** One sweep with everything it names at hand. */
record SweepSetup(
    Sweep sweep,
    LoadedModel model,
    Map<Treatment, Policy> policies,
    RunOptions options,
    long seed,
    Cancellation cancellation) {

  /** A sweep with what its names stand for. */
  static SweepSetup of(
      Sweep sweep, Workbench workbench, RunOptions options, long seed, Cancellation cancellation) {
    Map<Treatment, Policy> policies = new LinkedHashMap<>();
    for (Treatment treatment : sweep.treatments()) {
      policies.put(treatment, workbench.policy(treatment.policy()));
    }
    return new SweepSetup(
        sweep, workbench.model(sweep.model()), policies, options, seed, cancellation);
  }

  /** Whether a treatment acts during the prefill or while decoding: no draft can be verified. */
  boolean stepwise(Treatment treatment) {
    return treatment.decode().isPresent() || Compressor.actsDuringPrefill(policy(treatment));
  }

  /** Treatments that are branches of a shared prefill. */
  int branching() {
    return (int) sweep.treatments().stream().filter(t -> !t.isFull() && !stepwise(t)).count();
  }

  /** The union of what the policies must see. */
  Set<EvidenceKind> evidence() {
    return evidence(sweep.treatments());
  }

  /** The union of what the policies of some treatments must see. */
  Set<EvidenceKind> evidence(Collection<Treatment> treatments) {
    Set<EvidenceKind> kinds = new HashSet<>();
    treatments.forEach(treatment -> kinds.addAll(policy(treatment).evidence()));
    return kinds;
  }

  /** The longest window of queries that the evidence is about. */
  int longestWindow() {
    return policies.values().stream()
        .filter(policy -> !(policy instanceof PrefillPolicy))
        .flatMap(policy -> policy.evidence().stream())
        .mapToInt(kind -> kind.lastQueries(Integer.MAX_VALUE))
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
        DeviceLimits.of(model.model().device()));
  }

  Policy policy(Treatment treatment) {
    Policy policy = policies.get(treatment);
    if (policy == null) {
      throw new IllegalStateException("no policy for " + treatment);
    }
    return policy;
  }

  /** Where the policies of this sweep act. */
  Compressor compressor() {
    return new Compressor(model.model(), seed);
  }

  void checkCancelled() {
    cancellation.check();
  }
}
