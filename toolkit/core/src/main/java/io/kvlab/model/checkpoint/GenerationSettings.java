package io.kvlab.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvlab.KvlabException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What generation_config.json asks for that changes greedy answers: transformers would apply it,
 * kvlab does not. Temperature and its like decide nothing about greedy answers and are no matter.
 */
public final class GenerationSettings {
  /** The value of each that changes nothing. */
  private static final Map<String, Double> NEUTRAL =
      Map.ofEntries(
          Map.entry("repetition_penalty", 1.0),
          Map.entry("encoder_repetition_penalty", 1.0),
          Map.entry("no_repeat_ngram_size", 0.0),
          Map.entry("encoder_no_repeat_ngram_size", 0.0),
          Map.entry("min_new_tokens", 0.0),
          Map.entry("min_length", 0.0),
          Map.entry("num_beams", 1.0),
          Map.entry("penalty_alpha", 0.0),
          Map.entry("guidance_scale", 1.0));

  private static final List<String> LISTS =
      List.of(
          "suppress_tokens",
          "begin_suppress_tokens",
          "bad_words_ids",
          "force_words_ids",
          "forced_bos_token_id",
          "forced_eos_token_id",
          "forced_decoder_ids",
          "sequence_bias",
          "exponential_decay_length_penalty",
          "stop_strings",
          "constraints");

  private GenerationSettings() {}

  /**
   * The settings of a model's folder that are not applied, such as {@code repetition_penalty 1.05};
   * without generation_config.json those of config.json, as transformers reads them.
   */
  public static List<String> notApplied(Path folder) {
    JsonNode own = JsonFile.read(folder.resolve("generation_config.json"));
    JsonNode settings = own.isMissingNode() ? JsonFile.read(folder.resolve("config.json")) : own;
    List<String> found = new ArrayList<>();
    settings
        .fields()
        .forEachRemaining(
            field -> {
              if (matters(field.getKey(), field.getValue())) {
                found.add(field.getKey() + " " + field.getValue());
              }
            });
    return found;
  }

  private static boolean matters(String name, JsonNode value) {
    Double neutral = NEUTRAL.get(name);
    if (neutral != null) {
      return value.isNumber() && value.asDouble() != neutral;
    }
    return LISTS.contains(name) && !value.isNull() && !(value.isContainerNode() && value.isEmpty());
  }

  /** Refuses to generate with a model whose settings would be passed over in silence. */
  public static void require(String model, Path folder) {
    List<String> settings = notApplied(folder);
    if (!settings.isEmpty()) {
      throw KvlabException.usage(
          "generation_config.json of %s asks for %s, which changes greedy answers and is not applied here; 'set ignore-generation-config true' or --ignore-generation-config answers without it."
              .formatted(model, String.join(", ", settings)));
    }
  }
}
