package io.kvlab.engine;

import io.kvlab.KvlabException;
import io.kvlab.model.Model;
import io.kvlab.model.Tokenizer;
import io.kvlab.task.ChatFormat;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model and where it comes from.
 *
 * @param name as the user named it
 * @param folder its checkpoint
 * @param chat how it was taught to read a conversation; empty for a base model
 */
public record LoadedModel(String name, Path folder, Model model, Optional<ChatFormat> chat) {

  /** The model's tokenizer, or a sentence that there is none. */
  public Tokenizer requireTokenizer() {
    return model
        .tokenizer()
        .orElseThrow(
            () ->
                KvlabException.usage(
                    name + " has no tokenizer.json in " + folder + "; texts need one."));
  }
}
