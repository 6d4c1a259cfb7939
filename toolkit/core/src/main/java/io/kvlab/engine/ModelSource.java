package io.kvlab.engine;

import io.kvlab.task.ChatUse;
import io.kvlab.task.ModelChat;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is known of a model before its weights are opened.
 *
 * @param name as the user named it
 * @param folder its checkpoint
 * @param computer what it will be computed with here
 * @param chat its own chat template; empty for a base model
 */
public record ModelSource(
    String name, Path folder, RowSink.Computer computer, Optional<ModelChat> chat) {

  /** The template that a use asks for: the model's own, or that of a file. */
  public Optional<ModelChat> chat(ChatUse use) {
    return use.template().map(file -> ModelChat.ofFile(file, folder)).or(() -> chat);
  }
}
