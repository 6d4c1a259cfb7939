package io.kvlab.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The special tokens of a model folder and whether its tokenizer puts them around a text, decided
 * as transformers decides: the named ones stand in tokenizer_config.json, then in
 * special_tokens_map.json, then the tokenizer's class has its own. The classes of Llama, Gemma,
 * Cohere and GPT-NeoX rebuild what stands around a text from {@code add_bos_token} and {@code
 * add_eos_token}, whatever tokenizer.json holds; all others leave that to tokenizer.json.
 *
 * @param texts by name, {@code bos_token} and its like; {@code additional_special_tokens} is a list
 * @param around what stands around a text; empty where tokenizer.json decides
 */
public record SpecialTokens(Map<String, Object> texts, Optional<Around> around) {
  /** Tokens before and behind a text; empty for none. */
  public record Around(Optional<String> before, Optional<String> behind) {}

  /** What a tokenizer class does where its configuration says nothing. */
  private record Defaults(String before, String behind, boolean addBefore) {}

  private static final Defaults LLAMA = new Defaults("<s>", "</s>", true);
  private static final Map<String, Defaults> CLASSES =
      Map.of(
          "llama", LLAMA,
          "codellama", LLAMA,
          "gemma", new Defaults("<bos>", "<eos>", true),
          "cohere", new Defaults("<BOS_TOKEN>", "<|END_OF_TURN_TOKEN|>", true),
          "gptneox", new Defaults("<|endoftext|>", "<|endoftext|>", false));

  /** Model types whose tokenizer is of such a class where tokenizer_config.json names none. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("llama", "llama"),
          Map.entry("llama4", "llama"),
          Map.entry("llama4_text", "llama"),
          Map.entry("mistral", "llama"),
          Map.entry("mixtral", "llama"),
          Map.entry("phi3", "llama"),
          Map.entry("deepseek_v2", "llama"),
          Map.entry("deepseek_v3", "llama"),
          Map.entry("code_llama", "codellama"),
          Map.entry("gemma", "gemma"),
          Map.entry("gemma2", "gemma"),
          Map.entry("gemma3", "gemma"),
          Map.entry("gemma3_text", "gemma"),
          Map.entry("cohere", "cohere"),
          Map.entry("cohere2", "cohere"),
          Map.entry("gpt_neox", "gptneox"),
          Map.entry("olmo", "gptneox"),
          Map.entry("olmo2", "gptneox"),
          Map.entry("stablelm", "gptneox"));

  private static final List<String> NAMES =
      List.of(
          "bos_token",
          "eos_token",
          "unk_token",
          "sep_token",
          "pad_token",
          "cls_token",
          "mask_token");

  /** Keeps its own map. */
  public SpecialTokens {
    texts = Map.copyOf(texts);
  }

  /** Reads them; a folder without such files has none. */
  public static SpecialTokens read(Path folder) {
    JsonNode config = JsonFile.read(folder.resolve("tokenizer_config.json"));
    JsonNode map = JsonFile.read(folder.resolve("special_tokens_map.json"));
    Optional<Defaults> defaults = Optional.ofNullable(CLASSES.get(tokenizerClass(folder, config)));
    Map<String, Object> texts = new LinkedHashMap<>();
    for (String name : NAMES) {
      text(config.path(name)).or(() -> text(map.path(name))).ifPresent(t -> texts.put(name, t));
    }
    // An explicit null says that there is no such token; a class's own is for those not named.
    defaults.ifPresent(
        own -> {
          if (!config.has("bos_token")) {
            texts.putIfAbsent("bos_token", own.before());
          }
          if (!config.has("eos_token")) {
            texts.putIfAbsent("eos_token", own.behind());
          }
        });
    List<String> additional = new ArrayList<>();
    JsonNode list = config.path("additional_special_tokens");
    (list.isArray() ? list : map.path("additional_special_tokens"))
        .forEach(token -> text(token).ifPresent(additional::add));
    if (!additional.isEmpty()) {
      texts.put("additional_special_tokens", List.copyOf(additional));
    }
    config
        .path("extra_special_tokens")
        .fields()
        .forEachRemaining(e -> text(e.getValue()).ifPresent(t -> texts.put(e.getKey(), t)));
    return new SpecialTokens(
        texts,
        defaults.map(
            own ->
                new Around(
                    asked(config, texts, "add_bos_token", own.addBefore(), "bos_token"),
                    asked(config, texts, "add_eos_token", false, "eos_token"))));
  }

  private static Optional<String> asked(
      JsonNode config, Map<String, Object> texts, String flag, boolean standard, String token) {
    return config.path(flag).asBoolean(standard)
        ? Optional.ofNullable((String) texts.get(token))
        : Optional.empty();
  }

  // "LlamaTokenizerFast" and "LlamaTokenizer" are one class here: the fast one is what is loaded.
  private static String tokenizerClass(Path folder, JsonNode config) {
    String named = config.path("tokenizer_class").asText("");
    if (!named.isEmpty()) {
      return named.replaceFirst("Tokenizer(Fast)?$", "").toLowerCase(Locale.ROOT).replace("_", "");
    }
    // Without a configuration of the tokenizer nothing says that tokenizer.json is not the truth.
    String type = JsonFile.read(folder.resolve("config.json")).path("model_type").asText("");
    return config.isMissingNode() || config.isEmpty() ? "" : TYPES.getOrDefault(type, "");
  }

  private static Optional<String> text(JsonNode token) {
    JsonNode content = token.isObject() ? token.path("content") : token;
    return content.isTextual() && !content.asText().isEmpty()
        ? Optional.of(content.asText())
        : Optional.empty();
  }

  /** The token of a name, such as {@code eos_token}. */
  public Optional<String> token(String name) {
    return Optional.ofNullable(texts.get(name))
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }
}
