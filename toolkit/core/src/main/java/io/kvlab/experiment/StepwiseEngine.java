package io.kvlab.experiment;

import io.kvlab.cache.KvCache;
import io.kvlab.cache.KvCache.Source;
import io.kvlab.cache.Selection;
import io.kvlab.experiment.CellKey.Treatment;
import io.kvlab.experiment.ExampleRow.Timing;
import io.kvlab.model.ContinuousBatch;
import io.kvlab.model.DecodeBatch;
import io.kvlab.model.Evidence;
import io.kvlab.model.EvidenceKind.RampAttention;
import io.kvlab.model.Generation;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.StepRule;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PrefillPolicy;
import io.kvlab.policy.PromptView;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The exact way for treatments that no draft can be verified for: those that act during the prefill
 * (their hidden states differ) and those that evict while decoding (their cache depends on every
 * token before). One example at a time, token by token.
 */
final class StepwiseEngine {
  private final SweepContext sweep;
  private final Model model;

  StepwiseEngine(SweepContext sweep) {
    this.sweep = sweep;
    this.model = sweep.model();
  }

  /** What a prompt has left behind, and the token that its prefill predicts. */
  private record Started(KvCache cache, Selection kept, Evidence evidence, int predicted)
      implements AutoCloseable {
    @Override
    public void close() {
      cache.close();
    }
  }

  /** The row of one example. */
  ExampleRow run(PreparedPrompt prompt, Treatment treatment) {
    int length = prompt.compressible(treatment.point());
    PromptView view = sweep.setup().view(prompt.shotsWithin(length), length, prompt.id());
    Policy policy = sweep.policy(treatment);
    int[] part = Arrays.copyOf(prompt.ids(), length);
    long started = System.nanoTime();
    try (Started begun =
        policy instanceof PrefillPolicy during
            ? duringPrefill(during, part, view, treatment)
            : afterPrefill(policy, part, view, treatment)) {
      double prefillSeconds = (System.nanoTime() - started) / 1e9;
      long decoding = System.nanoTime();
      Generation answer =
          decode(prompt, begun, length, rule(policy, prompt, begun, view, treatment));
      double decodeSeconds = (System.nanoTime() - decoding) / 1e9;
      boolean readByCompressed =
          policy instanceof PrefillPolicy || treatment.point() != CompressionPoint.PROMPT;
      return sweep
          .rows()
          .row(
              prompt,
              treatment,
              begun.kept(),
              length,
              answer,
              readByCompressed ? 0 : 1,
              new Timing(prefillSeconds, decodeSeconds));
    }
  }

  private Started duringPrefill(
      PrefillPolicy policy, int[] part, PromptView view, Treatment treatment) {
    double recent = policy.layerEvidence() instanceof RampAttention ramp ? ramp.recent() : 0;
    Prefill prefill =
        model.prefillLayerwise(
            part,
            recent,
            (layer, scores) -> policy.keepAt(layer, scores, view, treatment.budget()),
            sweep.stop().maxTokens());
    Evidence none =
        new Evidence(view.layers(), view.heads(), view.kvHeads(), view.length(), Map.of());
    try (Logits logits = prefill.logits()) {
      return new Started(
          prefill.cache(), prefill.cache().selection(0), none, logits.argmax()[0][0]);
    }
  }

  private Started afterPrefill(Policy policy, int[] part, PromptView view, Treatment treatment) {
    try (Prefill prefill = model.prefill(List.of(part), policy.evidence(), 0)) {
      Evidence evidence = sweep.setup().evidenceOf(prefill, 0, policy);
      Selection selection = policy.select(view, evidence, treatment.budget());
      KvCache cache =
          model
              .caches()
              .gather(List.of(Source.of(prefill.cache(), 0, selection)), sweep.stop().maxTokens());
      return new Started(cache, selection, evidence, prefill.logits().argmax()[0][0]);
    }
  }

  private static Optional<StepRule> rule(
      Policy policy, PreparedPrompt prompt, Started begun, PromptView view, Treatment treatment) {
    return treatment
        .decode()
        .map(
            decode ->
                policy
                        .decodeRule()
                        .orElseThrow()
                        .start(
                            view,
                            prompt.length(),
                            begun.evidence(),
                            begun.kept(),
                            treatment.budget(),
                            decode)
                    ::evict);
  }

  private Generation decode(
      PreparedPrompt prompt, Started begun, int length, Optional<StepRule> rule) {
    int[] tail = Arrays.copyOfRange(prompt.ids(), length, prompt.length());
    int first;
    if (tail.length == 0) {
      first = begun.predicted();
    } else {
      try (Logits logits = model.forward(begun.cache(), List.of(tail))) {
        first = logits.argmax()[0][0];
      }
    }
    try (DecodeBatch<PreparedPrompt> batch = new DecodeBatch<>(model)) {
      batch.add(
          prompt,
          Source.all(begun.cache(), 0),
          prompt.ids(),
          new int[] {first},
          sweep.stop(prompt),
          token -> {},
          rule);
      while (true) {
        sweep.checkCancelled();
        List<ContinuousBatch.Finished<PreparedPrompt>> done = batch.step();
        if (!done.isEmpty()) {
          return done.get(0).generation();
        }
      }
    }
  }
}
