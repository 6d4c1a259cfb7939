package io.kvlab.dsl.ast;

import java.util.List;
import java.util.Optional;

/**
 * How prompts become conversations: {@code chat on(enable_thinking=false)} or {@code chat
 * "FILE.jinja"}.
 *
 * @param variables of the template
 * @param template a file with another template than the model's own; the mode is on then
 */
public record Chat(ChatMode mode, List<Argument> variables, Optional<Text> template) {
  public Chat {
    variables = List.copyOf(variables);
    if (template.isPresent() && mode != ChatMode.ON) {
      throw new IllegalArgumentException("a template that is named is used");
    }
    if (!variables.isEmpty() && mode != ChatMode.ON) {
      throw new IllegalArgumentException("only a template that is used has variables");
    }
  }

  /** A mode without more. */
  public static Chat of(ChatMode mode) {
    return new Chat(mode, List.of(), Optional.empty());
  }
}
