package io.kvlab.engine;

import io.kvlab.cache.Selection;
import io.kvlab.plan.CellKey.Treatment;
import java.util.ArrayList;
import java.util.List;

/**
 * One way on from a prefilled prompt: what stays of its cache, and for which cells that is the
 * answer.
 */
final class Branch {
  private final int sequence;
  private final PreparedPrompt prompt;
  private final int compressible;
  private final Selection selection;
  private final List<Treatment> treatments = new ArrayList<>();

  /**
   * @param sequence the prompt's place in its batch
   * @param compressible how many of the first positions the selection is about
   */
  Branch(int sequence, PreparedPrompt prompt, int compressible, Selection selection) {
    this.sequence = sequence;
    this.prompt = prompt;
    this.compressible = compressible;
    this.selection = selection;
  }

  /** Adds a cell that keeps the same entries. */
  void serve(Treatment treatment) {
    treatments.add(treatment);
  }

  int sequence() {
    return sequence;
  }

  PreparedPrompt prompt() {
    return prompt;
  }

  int compressible() {
    return compressible;
  }

  Selection selection() {
    return selection;
  }

  List<Treatment> treatments() {
    return treatments;
  }

  /** Whether nothing was evicted. */
  boolean whole() {
    return selection.total() == (long) compressible * selection.layers() * selection.kvHeads();
  }

  /** What of the prompt is read through the compressed cache; empty at prompt. */
  int[] tail() {
    return java.util.Arrays.copyOfRange(prompt.ids(), compressible, prompt.length());
  }
}
