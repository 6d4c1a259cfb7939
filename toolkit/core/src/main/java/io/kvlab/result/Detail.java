package io.kvlab.result;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Facts that some rows state and most do not. A new one is one line here: it is stored, checked,
 * exported and carried in bundles without a change elsewhere, in stores of today as well.
 */
public enum Detail {
  /** How cache entries were stored, where not as the model computes them. */
  STORAGE(Kind.TEXT),
  /** When generated tokens were compressed. */
  DECODE_SCHEDULE(Kind.TEXT),
  /** The conversation of which the example is a turn. */
  CONVERSATION(Kind.TEXT),
  /** Which turn of its conversation, from 0. */
  TURN(Kind.WHOLE),
  /** The arithmetic behind the numbers: device and precision. */
  MACHINE(Kind.TEXT),
  /** How the answer was drawn, where not greedily. */
  DRAW(Kind.TEXT),
  /** SHA-256 over the prompt's token ids. */
  PROMPT_HASH(Kind.TEXT),
  /** The answer's token ids, a stop included. */
  ANSWER_IDS(Kind.WHOLES),
  /** Log-likelihood of each choice, nats. */
  LOG_LIKELIHOODS(Kind.REALS),
  /** Length of each choice, characters. */
  CHOICE_LENGTHS(Kind.WHOLES),
  /** Positions of the prompt among which the policy chose. */
  CUT(Kind.WHOLE),
  /** The most entries held at once, over layers and KV heads. */
  PEAK_ENTRIES(Kind.WHOLE),
  /** Entries held on average over the answer's tokens. */
  MEAN_ENTRIES(Kind.REAL);

  private static final Map<String, Detail> BY_TITLE =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Detail::title, Function.identity()));

  private final Kind kind;

  Detail(Kind kind) {
    this.kind = kind;
  }

  /** Its name in files and stores. */
  public String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What its values are. */
  public Kind kind() {
    return kind;
  }

  static Optional<Detail> named(String title) {
    return Optional.ofNullable(BY_TITLE.get(title));
  }
}
