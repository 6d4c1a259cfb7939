package io.kvlab.model.decode;

import io.kvlab.model.Tokenizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntConsumer;

/** One sequence while it is generated: its tokens so far, and whether they end it. */
final class GenerationState {
  /** Thoughts that a template opens begin at the very end of a prompt. */
  private static final int PROMPT_END = 8;

  private final Optional<Tokenizer> tokenizer;
  private final int[] before;
  private final StopRule stop;
  private final IntConsumer onToken;
  private final long started = System.nanoTime();
  private final int longestStop;
  private int[] ids;
  private int count;
  private float smallestGap = Float.MAX_VALUE;
  private Optional<Generation.End> end = Optional.empty();
  private Optional<Boolean> promptThinks = Optional.empty();

  GenerationState(
      Optional<Tokenizer> tokenizer,
      int[] before,
      int[] generated,
      StopRule stop,
      IntConsumer onToken) {
    if (generated.length == 0) {
      throw new IllegalArgumentException("decoding starts from a first generated token");
    }
    if (!stop.strings().isEmpty() && tokenizer.isEmpty()) {
      throw new IllegalArgumentException("stop strings need a tokenizer");
    }
    this.tokenizer = tokenizer;
    this.before = before.clone();
    this.stop = stop;
    this.onToken = onToken;
    this.longestStop = stop.strings().stream().mapToInt(String::length).max().orElse(0);
    this.ids = new int[Math.max(16, generated.length)];
    for (int token : generated) {
      if (end.isEmpty()) {
        add(token);
      }
    }
  }

  /** One more token, chosen by a margin of {@code gap}. */
  void append(int token, float gap) {
    smallestGap = Math.min(smallestGap, gap);
    add(token);
    onToken.accept(token);
  }

  private void add(int token) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    ids[count++] = token;
    if (stop.ids().contains(token)) {
      end = Optional.of(Generation.End.STOP_TOKEN);
    } else if (hitsStopString()) {
      end = Optional.of(Generation.End.STOP_STRING);
    } else if (count >= stop.maxTokens()) {
      end = Optional.of(Generation.End.MAX_TOKENS);
    }
  }

  /** Looks at the newest tokens only: a character takes at most four tokens (its bytes). */
  private boolean hitsStopString() {
    if (longestStop == 0) {
      return false;
    }
    int from = Math.max(0, count - 4 * longestStop - 4);
    String tail = text(from, count);
    return stop.strings().stream().anyMatch(tail::contains)
        && stopAt(from == 0 ? tail : text(0, count)) >= 0;
  }

  /** Where the first stop of the answer is, or -1: what a model thinks before it ends nothing. */
  private int stopAt(String text) {
    int answer = ThoughtMarks.end(text);
    if (ThoughtMarks.open(text, answer) || (answer == 0 && promptThinks())) {
      return -1;
    }
    while (answer > 0 && answer < text.length() && Character.isWhitespace(text.charAt(answer))) {
      answer++;
    }
    int first = -1;
    for (String string : stop.strings()) {
      int at = text.indexOf(string, answer);
      first = at >= 0 && (first < 0 || at < first) ? at : first;
    }
    return first;
  }

  /** Whether the prompt ends within thoughts, as chat templates of some models do. */
  private boolean promptThinks() {
    if (promptThinks.isEmpty()) {
      int from = Math.max(0, before.length - PROMPT_END);
      String end =
          tokenizer
              .map(
                  known ->
                      known.decodeAfter(
                          Arrays.copyOf(before, from),
                          Arrays.copyOfRange(before, from, before.length)))
              .orElse("");
      promptThinks = Optional.of(ThoughtMarks.open(end, ThoughtMarks.end(end)));
    }
    return promptThinks.get();
  }

  private String text(int from, int to) {
    int[] lead = Arrays.copyOf(before, before.length + from);
    System.arraycopy(ids, 0, lead, before.length, from);
    return tokenizer
        .map(known -> known.decodeAfter(lead, Arrays.copyOfRange(ids, from, to)))
        .orElse("");
  }

  void finishIfGoing(Generation.End reason) {
    end = end.or(() -> Optional.of(reason));
  }

  Optional<Generation.End> end() {
    return end;
  }

  int lastToken() {
    return ids[count - 1];
  }

  Generation generation() {
    boolean stopToken = end.equals(Optional.of(Generation.End.STOP_TOKEN));
    String text = text(0, stopToken ? count - 1 : count);
    int at = longestStop == 0 ? -1 : stopAt(text);
    int cut = at < 0 ? text.length() : at;
    return new Generation(
        Arrays.copyOf(ids, count),
        text.substring(0, cut),
        end.orElseThrow(),
        smallestGap,
        (System.nanoTime() - started) / 1e9);
  }
}
