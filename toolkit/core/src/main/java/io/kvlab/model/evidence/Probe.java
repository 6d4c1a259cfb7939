package io.kvlab.model.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Evidence that a script of its own gathers: a record, and beside its class a TorchScript source of
 * the same name in snake case ({@code KeyNorms} and {@code key_norms.py}). The script is joined to
 * the decoder when a prefill first asks for the kind, and is called for one sequence and layer at a
 * time, so that it knows neither batches nor padding:
 *
 * <pre>
 * def begin() -> List[Tensor]                          # optional; the state before anything was read
 * def see(..., state: List[Tensor]) -> List[Tensor]    # optional; after every piece of the prompt
 * def finish(..., state: List[Tensor]) -> Tensor       # [rows, n], or [rows, n, width]
 * </pre>
 *
 * <p>Each function names what it wants among its parameters, and what nobody names is not computed:
 *
 * <table>
 * <caption>What a script may ask for</caption>
 * <tr><td>{@code x}<td>{@code [t, hidden]}, what enters the layer (the residual stream)
 * <tr><td>{@code h}<td>{@code [t, hidden]}, the same after the layer's first norm: what the
 *     projections and trained gates read
 * <tr><td>{@code q_raw, k_raw}<td>{@code [H, t, d], [G, t, d]}, queries and keys before RoPE
 * <tr><td>{@code q, k, v}<td>{@code [H, t, d], [G, t, d], [G, t, dv]}, after RoPE
 * <tr><td>{@code o}<td>{@code [H, t, dv]}, what attention gives per head, before W_O
 * <tr><td>{@code keys, values}<td>{@code [G, S, d], [G, S, dv]}: all entries so far, the new ones last
 * <tr><td>{@code weights}<td>{@code [H, t, S]}, softmax weights. {@code see} is then called for
 *     blocks of queries, and everything with t holds these queries alone
 * <tr><td>{@code output}<td>{@code [hidden, H * dv]}, the layer's W_O
 * <tr><td>{@code frequency, amplitude}<td>float64 {@code [r / 2]} and a number: RoPE turns the first
 *     r values of a head, i and i + r/2 together, by position * frequency, times amplitude
 * <tr><td>{@code scale}<td>the factor of q k before softmax
 * <tr><td>{@code layer, layers}<td>this layer and how many there are
 * <tr><td>{@code past}<td>the position of the first of the t tokens
 * <tr><td>{@code length}<td>n, the tokens of the prompt read so far, these included
 * <tr><td>{@code state}<td>what {@code begin} or the last {@code see} returned
 * <tr><td>any component of the record<td>its value: {@code int}, {@code double}, {@code boolean},
 *     and {@link ProbeTensor} as a tensor; {@code rankOrder} is {@code rank_order}
 * </table>
 *
 * <p>A state is kept with a shared beginning of prompts and goes on for each of them: tensors of a
 * state are never changed in place. A probe that looks at the last queries alone says so by {@link
 * #lastQueries}; it then sees no others where it asks for {@code weights}.
 *
 * <p>A {@link Replay} sees not the prompt's own queries but those of a text that is read through
 * the prompt's cache afterwards.
 */
public non-sealed interface Probe extends EvidenceKind {
  /**
   * The script's text; the resource beside the class, unless a record written elsewhere has one.
   */
  default String script() {
    String name = ProbeNames.snakeCase(getClass().getSimpleName()) + ".py";
    try (InputStream in = getClass().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "the evidence " + getClass().getName() + " has no script " + name + " beside it");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Turns text into token ids, without special tokens. */
  @FunctionalInterface
  interface Encoder {
    int[] encode(String text);
  }

  /**
   * One reading of a replay.
   *
   * @param ids what is read behind the prompt
   * @param from first prompt position that it is about
   * @param to the position behind the last
   */
  record Reading(int[] ids, int from, int to) {}

  /**
   * Evidence from reading a text through the prompt's own cache, which is then as it was before.
   * {@code see} is called once a reading and may ask for {@code start} and {@code stop}, the
   * reading's {@code from} and {@code to}; the replayed tokens are the t last of {@code keys},
   * {@code length} is that of the prompt.
   */
  interface Replay extends Probe {
    /**
     * What is read, in order; each behind the prompt, not behind the one before.
     *
     * @param prompt its ids
     */
    List<Reading> readings(int[] prompt, Encoder encoder);
  }
}
