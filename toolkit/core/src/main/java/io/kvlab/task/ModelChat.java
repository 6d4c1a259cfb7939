package io.kvlab.task;

import io.kvlab.KvlabException;
import io.kvlab.model.checkpoint.ChatTemplates;
import io.kvlab.model.checkpoint.SpecialTokens;
import io.kvlab.template.ChatTemplate;
import io.kvlab.template.Rendering;
import io.kvlab.template.TemplateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a model writes conversations: a chat template and the special tokens that it names. The
 * template is read when the first conversation is written.
 */
public final class ModelChat {
  private final String name;
  private final String source;
  private final SpecialTokens tokens;
  private Optional<ChatTemplate> parsed = Optional.empty();

  /**
   * A template.
   *
   * @param name whose it is, for messages
   */
  public ModelChat(String name, String source, SpecialTokens tokens) {
    this.name = name;
    this.source = source;
    this.tokens = tokens;
  }

  /** The template of a model's folder; empty for a base model, which has none. */
  public static Optional<ModelChat> of(String name, Path folder) {
    return ChatTemplates.choose(ChatTemplates.read(folder), false)
        .map(source -> new ModelChat(name, source, SpecialTokens.read(folder)));
  }

  /** The template in a file of the user, with a model's special tokens. */
  public static ModelChat ofFile(Path file, Path folder) {
    try {
      return new ModelChat(file.toString(), Files.readString(file), SpecialTokens.read(folder));
    } catch (IOException e) {
      throw KvlabException.usage(
          "The chat template %s cannot be read; name a file with a Jinja template."
              .formatted(file));
    }
  }

  /** The template's text. */
  public String source() {
    return source;
  }

  private synchronized ChatTemplate template() {
    if (parsed.isEmpty()) {
      parsed = Optional.of(ChatTemplate.parse(source));
    }
    return parsed.get();
  }

  /**
   * Writes a conversation up to where the model's turn begins.
   *
   * @param messages maps of role and content, whose texts may be marked
   * @param variables of the template, over the special tokens
   */
  Rendering render(
      List<Map<String, Object>> messages, Map<String, Object> variables, LocalDate day) {
    Map<String, Object> all = new HashMap<>();
    all.put("tools", null);
    all.put("documents", null);
    all.put("messages", messages);
    all.put("add_generation_prompt", true);
    all.putAll(tokens.texts());
    all.putAll(variables);
    all.remove(ChatUse.DATE);
    try {
      return template().render(all, day.atStartOfDay());
    } catch (TemplateException e) {
      throw KvlabException.usage(
          "The chat template of %s refuses this conversation: %s%s Say 'chat off', or name another template with chat \"FILE.jinja\"."
              .formatted(
                  name, e.getMessage(), String.valueOf(e.getMessage()).endsWith(".") ? "" : "."));
    }
  }
}
