package io.kvlab.engine;

import io.kvlab.KvlabException;
import io.kvlab.cache.Selection;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.Range;
import io.kvlab.model.Visible;
import io.kvlab.model.decode.StepRule;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Protocol;
import io.kvlab.policy.Budget;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PrefillPolicy;
import io.kvlab.policy.PromptView;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where policies act, and the only place: a prompt is cut at its compression point, its policy is
 * shown the part before it and what the prefill has seen of that, and says what is kept. What a
 * policy cannot be used for is refused before anything is read.
 */
public final class Compressor {
  private final Model model;
  private final long seed;

  /**
   * @param seed of the run; with an example's name it decides what is drawn
   */
  public Compressor(Model model, long seed) {
    this.model = model;
    this.seed = seed;
  }

  /** What a compressed cache is for. */
  public enum Use {
    /** Answers to prompts of a task. */
    ANSWERS(""),
    /** The likelihoods of given choices. */
    CHOICES("cannot weigh choices; leave 'scoring likelihood' out."),
    /** Text fidelity. */
    TEXT("text fidelity compares caches of one prefill and cannot show it."),
    /** One text, generated. */
    GENERATION("use it with compress, not with generate.");

    private final String duringPrefill;

    /**
     * @param duringPrefill why it takes no policy that acts during the prefill; empty if it does
     */
    Use(String duringPrefill) {
      this.duringPrefill = duringPrefill;
    }

    /** What the cells of a plan are for. */
    static Use of(Plan.Work work) {
      return work.match(answers -> of(answers.protocol()), text -> TEXT);
    }

    /** What the prompts of a task are for. */
    public static Use of(Protocol protocol) {
      return switch (protocol.scoring()) {
        case GENERATION -> ANSWERS;
        case LIKELIHOOD -> CHOICES;
      };
    }
  }

  /**
   * A prompt at its compression point.
   *
   * @param read what is read in full and then compressed
   * @param tail what is read through what is left; empty at prompt
   * @param view what policies see of it
   */
  public record Cut(int[] read, int[] tail, PromptView view) {
    /** Positions that a selection is about. */
    int length() {
      return read.length;
    }

    /** True position of the first generated token. */
    int end() {
      return read.length + tail.length;
    }
  }

  /**
   * What a policy leaves of a prompt.
   *
   * @param selection the positions kept
   * @param rule what is evicted while decoding, where the treatment says so
   */
  record Kept(Selection selection, Optional<StepRule> rule) {}

  /** Refuses what a policy does not define and what it cannot be used for. */
  public static void require(Policy policy, Use use) {
    if (policy instanceof PrefillPolicy && !use.duringPrefill.isEmpty()) {
      throw KvlabException.usage(
          policy.expression()
              + " drops tokens during the prefill"
              + (use == Use.CHOICES ? " and " : "; ")
              + use.duringPrefill);
    }
  }

  /** Refuses a treatment that its policy does not define, or that makes no sense for a use. */
  public static void require(Policy policy, Treatment treatment, Use use) {
    require(policy, use);
    if (treatment.decode().isPresent()) {
      if (use == Use.CHOICES) {
        throw KvlabException.usage(
            "Choices that are weighed are not generated; leave 'decode ratio' or 'scoring likelihood' out.");
      }
      if (use == Use.TEXT) {
        throw KvlabException.usage(
            "Text fidelity feeds the text itself and generates nothing; leave 'decode ratio' out.");
      }
      if (policy.decodeRule().isEmpty()) {
        throw KvlabException.usage(
            policy.expression()
                + " keeps every generated token; leave 'decode ratio' out, or take a policy that"
                + " defines how they are compressed, such as h2o.");
      }
    }
    if (use == Use.TEXT && treatment.point() == CompressionPoint.QUESTION) {
      throw KvlabException.usage("A text has no question; compress it 'at prompt' or 'at last'.");
    }
  }

  /** Whether a policy acts during the prefill, so that it cannot share one. */
  static boolean actsDuringPrefill(Policy policy) {
    return policy instanceof PrefillPolicy;
  }

  /** A prompt of a task, cut where a treatment compresses it. */
  Cut cut(PreparedPrompt prompt, CompressionPoint point) {
    return cut(prompt.id(), prompt.ids(), prompt.shots(), prompt.compressible(point));
  }

  /**
   * Any token ids, cut after the first {@code length}.
   *
   * @param example the name on which draws depend
   * @param shots token spans that stand for shots; those within the first part are seen
   */
  public Cut cut(String example, int[] ids, List<Range> shots, int length) {
    List<Range> within = shots.stream().filter(shot -> shot.to() <= length).toList();
    return new Cut(
        Arrays.copyOf(ids, length),
        Arrays.copyOfRange(ids, length, ids.length),
        PromptView.of(model.config(), length, within, seed, example));
  }

  /**
   * What a policy keeps of a prompt that was read.
   *
   * @param sequence the prompt's place in the prefill
   */
  public Selection keep(Cut cut, Policy policy, Budget budget, Prefill prefill, int sequence) {
    Selection chosen = policy.select(cut.view(), seen(policy, prefill, sequence), budget);
    return new Visible(model.config(), cut.length()).chosen(chosen);
  }

  /** What a treatment keeps of a prompt that was read, and how it goes on from there. */
  Kept keep(Cut cut, Policy policy, Treatment treatment, Prefill prefill, int sequence) {
    Selection selection = keep(cut, policy, treatment.budget(), prefill, sequence);
    return new Kept(
        selection,
        treatment
            .decode()
            .map(
                budget ->
                    policy
                            .decodeRule()
                            .orElseThrow()
                            .start(
                                cut.view(),
                                cut.end(),
                                seen(policy, prefill, sequence),
                                selection,
                                treatment.budget(),
                                budget)
                        ::evict));
  }

  /** What a policy keeps of a prompt, as far as that shows before it is read. */
  Optional<Selection> foreseen(Cut cut, Policy policy, Budget budget) {
    return policy.evidence().isEmpty()
        ? Optional.of(
            new Visible(model.config(), cut.length())
                .chosen(
                    policy.select(cut.view(), Evidence.none(model.config(), cut.length()), budget)))
        : Optional.empty();
  }

  /**
   * Reads a prompt under a policy that drops tokens on the way.
   *
   * @param room tokens that the cache must be able to take after it
   */
  Prefill readThrough(Cut cut, Policy policy, Budget budget, int room) {
    if (!(policy instanceof PrefillPolicy during)) {
      throw new IllegalArgumentException(policy.expression() + " acts after the prefill");
    }
    return model.prefillLayerwise(
        cut.read(),
        during.recent(),
        (layer, scores) -> during.keepAt(layer, scores, cut.view(), budget),
        room);
  }

  /** What a prefill has shown of one prompt; nothing for a policy that needs nothing. */
  private Evidence seen(Policy policy, Prefill prefill, int sequence) {
    return policy.evidence().isEmpty()
        ? Evidence.none(model.config(), prefill.cache().nextPosition(sequence))
        : prefill.seen(model.config(), sequence);
  }
}
