package io.kvlab.task;

import io.kvlab.model.Range;
import io.kvlab.model.TokenizedText;
import io.kvlab.model.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model reads.
 *
 * @param id identity of the example, the same in every run
 * @param text the exact characters, without what the tokenizer puts around them
 * @param regions in order, without gaps, from 0 to the end of the text
 * @param gold the expected answer; for several accepted answers, the first
 * @param answers per shot where its answer stands, with what separates it from the next; empty
 *     where shots are whole texts
 * @param rendered whether a chat template wrote the text, start token and all; nothing is put
 *     around it then
 */
public record Prompt(
    String id,
    String text,
    List<Region> regions,
    String gold,
    List<Range> answers,
    boolean rendered) {
  public Prompt {
    regions = List.copyOf(regions);
    answers = List.copyOf(answers);
    int at = 0;
    for (Region region : regions) {
      if (region.chars().from() != at || region.chars().length() == 0) {
        throw new IllegalArgumentException("regions must tile the text: " + regions);
      }
      at = region.chars().to();
    }
    if (at != text.length()) {
      throw new IllegalArgumentException("regions must end with the text: " + regions);
    }
  }

  /** A text that no template wrote, its shots whole texts. */
  public Prompt(String id, String text, List<Region> regions, String gold) {
    this(id, text, regions, gold, List.of(), false);
  }

  /** The text as tokens, with what the tokenizer puts around a text where no template wrote it. */
  public TokenizedText tokens(Tokenizer tokenizer) {
    return tokenizer.encode(text, !rendered);
  }

  /**
   * The prompt up to its last character that is no blank, and the blanks: those belong to what
   * follows, since many tokens are a blank and a word.
   */
  public Prompt beforeBlanks() {
    int to = text.stripTrailing().length();
    List<Region> kept = new ArrayList<>();
    for (Region region : regions) {
      Range chars = region.chars();
      if (chars.from() < to) {
        kept.add(new Region(region.kind(), new Range(chars.from(), Math.min(to, chars.to()))));
      }
    }
    List<Range> left =
        answers.stream()
            .filter(range -> range.from() < to)
            .map(range -> new Range(range.from(), Math.min(to, range.to())))
            .toList();
    return new Prompt(id, text.substring(0, to), kept, gold, left, rendered);
  }

  /** The spans of the shots, in order. */
  public List<Range> shots() {
    return spans(Region.Kind.SHOT);
  }

  /** The spans of one kind of region, in order. */
  public List<Range> spans(Region.Kind kind) {
    return regions.stream().filter(r -> r.kind() == kind).map(Region::chars).toList();
  }
}
