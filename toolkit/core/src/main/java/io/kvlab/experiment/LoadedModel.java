package io.kvlab.experiment;

import io.kvlab.KvlabException;
import io.kvlab.model.Model;
import io.kvlab.model.Tokenizer;
import java.nio.file.Path;

/**
 * A model and where it comes from.
 *
 * @param name as the user named it
 * @param folder its checkpoint
 */
public record LoadedModel(String name, Path folder, Model model) {

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
