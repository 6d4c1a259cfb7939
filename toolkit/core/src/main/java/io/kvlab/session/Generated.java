package io.kvlab.session;

import io.kvlab.cache.Selection;
import java.util.List;

/**
 * What a model went on with.
 *
 * @param text the generated text, without the prompt
 * @param ids the generated token ids
 * @param promptIds the prompt's token ids, the start token included
 * @param kept what compression left of the prompt
 * @param logits logits of the prompt's last position, {@code [vocabulary]}
 * @param notes what the user should know about it, as sentences
 */
public record Generated(
    String text, int[] ids, int[] promptIds, Selection kept, float[] logits, List<String> notes) {
  public Generated {
    notes = List.copyOf(notes);
  }
}
