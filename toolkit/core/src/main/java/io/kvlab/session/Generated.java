package io.kvlab.session;

import io.kvlab.cache.Selection;

/**
 * What a model went on with.
 *
 * @param text the generated text, without the prompt
 * @param ids the generated token ids
 * @param promptIds the prompt's token ids, the start token included
 * @param kept what compression left of the prompt
 * @param logits logits of the prompt's last position, {@code [vocabulary]}
 */
public record Generated(String text, int[] ids, int[] promptIds, Selection kept, float[] logits) {}
