package io.kvlab.model;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import io.kvlab.KvlabException;
import io.kvlab.model.checkpoint.SpecialTokens;
import io.kvlab.model.checkpoint.TokenIds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** Text to token ids and back, as a model's tokenizer.json says; nothing is ever downloaded. */
public final class Tokenizer implements AutoCloseable {
  /** Tokens in front of a generated text that decide how it begins (with a space, say). */
  private static final int CONTEXT = 4;

  private final HuggingFaceTokenizer tokenizer;
  private final Optional<Around> around;

  /** Ids that stand around a text where the tokenizer's class decides, not tokenizer.json. */
  private record Around(int[] before, int[] behind) {
    static Around of(Path folder, SpecialTokens.Around tokens) {
      return new Around(ids(folder, tokens.before()), ids(folder, tokens.behind()));
    }

    private static int[] ids(Path folder, Optional<String> token) {
      return token
          .map(
              text ->
                  TokenIds.find(folder, text)
                      .orElseThrow(
                          () ->
                              KvlabException.run(
                                  "tokenizer_config.json of %s puts '%s' around texts, which its tokenizer.json does not have."
                                      .formatted(folder, text))))
          .stream()
          .mapToInt(id -> id)
          .toArray();
    }
  }

  private Tokenizer(HuggingFaceTokenizer tokenizer, Optional<Around> around) {
    this.tokenizer = tokenizer;
    this.around = around;
  }

  /** The tokenizer of a model folder; empty if it has no tokenizer.json. */
  public static Optional<Tokenizer> load(Path folder) {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    if (System.getProperty("RUST_FLAVOR") == null) {
      // beside a GPU the library would fetch another build of itself; the bundled one will do
      System.setProperty("RUST_FLAVOR", "cpu");
    }
    try (InputStream in = Files.newInputStream(file)) {
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.newInstance(
              in, Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "false"));
      return Optional.of(
          new Tokenizer(
              tokenizer,
              SpecialTokens.read(folder).around().map(tokens -> Around.of(folder, tokens))));
    } catch (KvlabException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw KvlabException.run(file + " cannot be loaded: " + e.getMessage(), e);
    }
  }

  /**
   * Token ids of a text.
   *
   * @param special whether to add what the tokenizer puts around a text, such as the start token
   */
  public TokenizedText encode(String text, boolean special) {
    if (special && around.isPresent()) {
      return around(around.get(), tokenized(text, false));
    }
    return tokenized(text, special);
  }

  private static TokenizedText around(Around around, TokenizedText text) {
    int before = around.before().length;
    int[] ids = Arrays.copyOf(around.before(), before + text.length() + around.behind().length);
    System.arraycopy(text.ids(), 0, ids, before, text.length());
    System.arraycopy(around.behind(), 0, ids, before + text.length(), around.behind().length);
    Range[] characters = new Range[ids.length];
    int end = text.length() == 0 ? 0 : text.characters()[text.length() - 1].to();
    for (int i = 0; i < ids.length; i++) {
      characters[i] =
          i < before
              ? new Range(0, 0)
              : i < before + text.length() ? text.characters()[i - before] : new Range(end, end);
    }
    return new TokenizedText(ids, characters);
  }

  /** What the tokenizer puts in front of a text: a start token, or nothing. */
  public int[] start() {
    if (around.isPresent()) {
      return around.get().before().clone();
    }
    int[] whole = encode("a", true).ids();
    int[] text = encode("a", false).ids();
    for (int from = 0; from + text.length <= whole.length; from++) {
      if (Arrays.equals(Arrays.copyOfRange(whole, from, from + text.length), text)) {
        return Arrays.copyOf(whole, from);
      }
    }
    return new int[0];
  }

  private TokenizedText tokenized(String text, boolean special) {
    Encoding encoding = tokenizer.encode(text, special, false);
    int[] ids = Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
    CharSpan[] spans = encoding.getCharTokenSpans();
    Range[] characters = new Range[ids.length];
    int[] offsets = offsets(text);
    int last = 0;
    for (int i = 0; i < ids.length; i++) {
      CharSpan span = i < spans.length ? spans[i] : null;
      if (span != null) {
        characters[i] = new Range(offsets[span.getStart()], offsets[span.getEnd()]);
        last = characters[i].to();
      } else {
        characters[i] = new Range(last, last);
      }
    }
    return new TokenizedText(ids, characters);
  }

  /** For every code point of a text, and its end, the UTF-16 unit at which it begins. */
  private static int[] offsets(String text) {
    int[] offsets = new int[text.codePointCount(0, text.length()) + 1];
    for (int point = 0, unit = 0; point < offsets.length; point++) {
      offsets[point] = unit;
      if (unit < text.length()) {
        unit += Character.charCount(text.codePointAt(unit));
      }
    }
    return offsets;
  }

  /** The text of token ids, special tokens left out. */
  public String decode(int[] ids) {
    return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), true);
  }

  /** The text that {@code ids} add behind {@code before}, a leading space included. */
  public String decodeAfter(int[] before, int[] ids) {
    int[] context = Arrays.copyOfRange(before, Math.max(0, before.length - CONTEXT), before.length);
    int[] all = Arrays.copyOf(context, context.length + ids.length);
    System.arraycopy(ids, 0, all, context.length, ids.length);
    String lead = decode(context);
    String whole = decode(all);
    return whole.startsWith(lead) ? whole.substring(lead.length()) : decode(ids);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
