package io.kvlab.session;

import io.kvlab.engine.LoadedModel;
import io.kvlab.model.Range;
import io.kvlab.model.TokenizedText;
import io.kvlab.task.ChatUse;
import io.kvlab.task.Prompt;
import io.kvlab.task.Region;
import io.kvlab.task.Segments;
import java.util.List;

/**
 * A text of the user as the model reads it.
 *
 * @param ids with the start token where the model has one
 * @param lines token spans of the text's lines, which stand for shots
 */
public record GeneratePrompt(int[] ids, List<Range> lines) {
  public GeneratePrompt {
    lines = List.copyOf(lines);
  }

  /** A text, as the model's chat template writes it where {@code chat} says so. */
  public static GeneratePrompt of(LoadedModel model, String text, ChatUse chat) {
    List<Region> whole =
        text.isEmpty()
            ? List.of()
            : List.of(new Region(Region.Kind.QUESTION, new Range(0, text.length())));
    Prompt prompt = model.conversation(chat, new Prompt("text", text, whole, ""));
    TokenizedText tokens = prompt.tokens(model.requireTokenizer());
    return new GeneratePrompt(
        tokens.ids(),
        prompt.spans(Region.Kind.QUESTION).stream()
            .flatMap(part -> lines(prompt.text(), part).stream())
            .map(tokens::tokens)
            .filter(line -> line.length() > 0)
            .toList());
  }

  private static List<Range> lines(String text, Range part) {
    return Segments.lines(text.substring(part.from(), part.to())).stream()
        .map(line -> new Range(part.from() + line.from(), part.from() + line.to()))
        .toList();
  }
}
