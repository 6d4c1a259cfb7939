package io.kvlab.task;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.ChatMode;
import java.util.List;
import java.util.Optional;

/** Prompts as a model is to read them. */
public final class Conversations {
  private Conversations() {}

  /** Whether a prompt is written as a conversation. */
  public static boolean applies(ChatUse use, Optional<ModelChat> chat, Prompt prompt) {
    return switch (use.mode()) {
      case OFF -> false;
      case ON -> true;
      case AUTO ->
          chat.isPresent()
              && (use.turns()
                  || !prompt.spans(Region.Kind.SYSTEM).isEmpty()
                  || prompt.shots().isEmpty());
    };
  }

  /**
   * A prompt as a model is to read it.
   *
   * @param chat the model's template; empty for a base model
   * @throws KvlabException when a template is asked for of a model that has none
   */
  public static Prompt apply(ChatUse use, Optional<ModelChat> chat, Prompt prompt) {
    if (use.turns() && (use.mode() == ChatMode.OFF || chat.isEmpty())) {
      throw KvlabException.usage(
          "Shots are turns of a conversation only where a chat template writes one; leave 'as turns' out.");
    }
    if (!applies(use, chat, prompt)) {
      return prompt;
    }
    ModelChat template =
        chat.orElseThrow(
            () ->
                KvlabException.usage(
                    "The model has no chat template; leave 'chat' away, say 'chat off', or name a template with chat \"FILE.jinja\"."));
    return Conversation.of(prompt, use.turns()).written(template, use);
  }

  /** The messages that a prompt becomes. */
  public static List<Message> messages(Prompt prompt, boolean turns) {
    return Conversation.of(prompt, turns).messages();
  }
}
