package io.kvlab.engine;

import io.kvlab.KvlabException;
import io.kvlab.model.Model;
import io.kvlab.model.Tokenizer;
import io.kvlab.task.ChatUse;
import io.kvlab.task.Conversations;
import io.kvlab.task.ModelChat;
import io.kvlab.task.Prompt;
import io.kvlab.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A model and where it comes from.
 *
 * @param name as the user named it
 * @param folder its checkpoint
 * @param chat its own chat template; empty for a base model
 */
public record LoadedModel(String name, Path folder, Model model, Optional<ModelChat> chat) {

  /** The template that a use asks for: the model's own, or that of a file. */
  public Optional<ModelChat> chat(ChatUse use) {
    return use.template().map(file -> ModelChat.ofFile(file, folder)).or(() -> chat);
  }

  /** A prompt as this model is to read it. */
  public Prompt conversation(ChatUse use, Prompt prompt) {
    return Conversations.apply(use, chat(use), prompt);
  }

  /** The command that converts what the folder has instead, if it can be converted. */
  private String way() {
    boolean other =
        Stream.of("tokenizer.model", "vocab.json", "tekken.json")
            .anyMatch(file -> Files.exists(folder.resolve(file)));
    return other
        ? " Python's transformers makes one of the files that are there: python -c \"from"
            + " transformers import AutoTokenizer as A; A.from_pretrained('%s').save_pretrained('%s')\""
                .formatted(folder, folder)
        : "";
  }

  /** A task whose prompts are as long as they shall be for this model. */
  public Task sized(Task task) {
    return task.countedBy(text -> requireTokenizer().encode(text, true).ids().length);
  }

  /** The model's tokenizer, or a sentence that there is none. */
  public Tokenizer requireTokenizer() {
    return model
        .tokenizer()
        .orElseThrow(
            () ->
                KvlabException.usage(
                    name + " has no tokenizer.json in " + folder + "; texts need one." + way()));
  }
}
