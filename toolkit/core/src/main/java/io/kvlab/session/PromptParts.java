package io.kvlab.session;

import io.kvlab.inspect.SelectionResult;
import io.kvlab.inspect.TextPart;
import io.kvlab.model.Range;
import io.kvlab.model.TokenizedText;
import io.kvlab.model.Tokenizer;
import io.kvlab.task.Prompt;
import io.kvlab.task.Region;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A prompt as tokens with their text and the parts they belong to, for pictures. */
record PromptParts(int[] ids, List<String> tokens, List<TextPart> parts) {

  static PromptParts of(Prompt prompt, Tokenizer tokenizer) {
    TokenizedText text = prompt.tokens(tokenizer);
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      Range span = text.characters()[i];
      tokens.add(span.length() == 0 ? "<start>" : prompt.text().substring(span.from(), span.to()));
    }
    List<TextPart> parts = new ArrayList<>();
    int at = 0;
    int shots = 0;
    for (Region region : prompt.regions()) {
      Range span = text.tokens(region.chars());
      if (span.length() == 0 || span.to() <= at) {
        continue;
      }
      if (span.from() > at) {
        parts.add(new TextPart("start", "start", new Range(at, span.from())));
        at = span.from();
      }
      String kind = kind(region.kind());
      String name = kind.equals(SelectionResult.SHOT) ? kind + " " + ++shots : kind;
      parts.add(new TextPart(kind, name, new Range(at, span.to())));
      at = span.to();
    }
    if (at < text.length()) {
      parts.add(new TextPart("end", "end", new Range(at, text.length())));
    }
    return new PromptParts(text.ids(), tokens, parts);
  }

  private static String kind(Region.Kind kind) {
    return kind == Region.Kind.SHOT ? SelectionResult.SHOT : kind.name().toLowerCase(Locale.ROOT);
  }

  /** The same with what was generated after it, as a part of its own. */
  PromptParts withAnswer(int[] generated, Tokenizer tokenizer) {
    List<String> more = new ArrayList<>(tokens);
    for (int i = 0; i < generated.length; i++) {
      more.add(tokenizer.decodeAfter(Arrays.copyOf(generated, i), new int[] {generated[i]}));
    }
    int[] all = Arrays.copyOf(ids, length() + generated.length);
    System.arraycopy(generated, 0, all, length(), generated.length);
    List<TextPart> extended = new ArrayList<>(parts);
    extended.add(new TextPart(TextPart.ANSWER, TextPart.ANSWER, new Range(length(), all.length)));
    return new PromptParts(all, more, extended);
  }

  int length() {
    return ids.length;
  }

  /** Token spans of the shots. */
  List<Range> shots() {
    return parts.stream()
        .filter(part -> part.kind().equals(SelectionResult.SHOT))
        .map(TextPart::tokens)
        .toList();
  }
}
