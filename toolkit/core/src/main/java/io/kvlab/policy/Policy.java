package io.kvlab.policy;

import io.kvlab.cache.Selection;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import java.util.Optional;
import java.util.Set;

/**
 * A compression method: from what a prefill has shown and a budget to the positions that are kept.
 * Policies are immutable and stateless: a record of validated parameters. The same inputs give the
 * same selection whatever ran before.
 */
public interface Policy {
  /**
   * The policy as an expression of the language with all parameters, such as {@code
   * snapkv(window=32, kernel=5, pooling=avg, group=mean)}.
   */
  String expression();

  /** What the prefill must gather for {@link #select}. */
  Set<EvidenceKind> evidence();

  /** The positions kept by every layer and KV head. */
  Selection select(PromptView prompt, Evidence evidence, Budget budget);

  /**
   * How generated tokens are compressed ({@code decode ratio}); empty where the method defines
   * none.
   */
  default Optional<DecodeRule> decodeRule() {
    return Optional.empty();
  }
}
