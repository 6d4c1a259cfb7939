package io.kvlab.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads config.json. A model that the decoder would compute wrongly is refused here: whatever the
 * file asks for is either implemented or named in an error; a key that nobody knows is pointed out.
 */
final class ConfigReader {
  /** Keys that change no logits of any family. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "_attn_implementation",
          "_attn_implementation_autoset",
          "_commit_hash",
          "_name_or_path",
          "architectures",
          "attention_dropout",
          "auto_map",
          "bad_words_ids",
          "bos_token_id",
          "chunk_size_feed_forward",
          "classifier_dropout",
          "decoder_start_token_id",
          "do_sample",
          "dtype",
          "embd_pdrop",
          "eos_token_id",
          "hidden_dropout",
          "id2label",
          "initializer_range",
          "is_decoder",
          "is_encoder_decoder",
          "is_llama_config",
          "label2id",
          "max_length",
          "max_new_tokens",
          "model_type",
          "output_attentions",
          "output_hidden_states",
          "pad_token_id",
          "pretraining_tp",
          "problem_type",
          "quantization_config",
          "resid_pdrop",
          "return_dict",
          "rope_interleaved",
          "sep_token_id",
          "task_specific_params",
          "temperature",
          "tokenizer_class",
          "top_k",
          "top_p",
          "torch_dtype",
          "torchscript",
          "transformers_version",
          "unsloth_fixed",
          "unsloth_version",
          "use_bfloat16",
          "use_cache");

  private final Path file;
  private final ConfigJson top;

  private ConfigReader(Path file, JsonNode json) {
    this.file = file;
    this.top = new ConfigJson(file, "", json);
  }

  static ModelConfig read(Path file) {
    JsonNode json;
    try {
      if (Files.size(file) > 1 << 20) {
        throw KvlabException.run(file + " is larger than 1 MB and cannot be a model's config.json");
      }
      json = new ObjectMapper().readTree(Files.readString(file));
    } catch (JsonProcessingException e) {
      throw KvlabException.run(file + " is not valid JSON" + place(e) + ".", e);
    } catch (java.nio.file.NoSuchFileException e) {
      throw KvlabException.run(
          file + " does not exist; a model is a folder with config.json and *.safetensors", e);
    } catch (IOException e) {
      throw KvlabException.run(file + " cannot be read: " + e.getMessage(), e);
    }
    return read(file, json);
  }

  static ModelConfig read(Path file, JsonNode json) {
    if (json == null || !json.isObject()) {
      throw KvlabException.run(file + " is not a JSON object");
    }
    return new ConfigReader(file, json).read();
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " (line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ")";
  }

  private ModelConfig read() {
    Family family = family();
    refuseQuantized();
    ConfigJson text = family.text(top);
    Dimensions d = family.dimensions(text);
    Attention attention = family.attention(text, d);
    int vocabulary =
        family.defaultVocabulary() == 0
            ? text.positive("vocab_size")
            : text.positive("vocab_size", family.defaultVocabulary());
    Norms norms = family.norms(text);
    FeedForward feedForward = family.feedForward(text, d);
    feedForward.experts().ifPresent(experts -> check(text, experts));
    Rotary rotary = family.rotary(text, d);
    List<Integer> windows = family.windows(text, d);
    Scales scales = family.scales(text, d);
    boolean tied =
        text.flag("tie_word_embeddings", top.flag("tie_word_embeddings", family.tiedByDefault()));
    return new ModelConfig(
        family.modelType(),
        d.layers(),
        d.hidden(),
        vocabulary,
        new Ropes(text, d.headDim(), d.context(), family.defaultTheta()).reach(),
        attention,
        norms,
        feedForward,
        rotary,
        windows,
        scales,
        family.naming(),
        tied,
        ids("bos_token_id", text).stream().mapToInt(Integer::intValue).findFirst(),
        ids("eos_token_id", text),
        notes(family, text));
  }

  private List<Integer> ids(String key, ConfigJson text) {
    List<Integer> outside = top.tokenIds(key);
    return outside.isEmpty() ? text.tokenIds(key) : outside;
  }

  private static void check(ConfigJson text, FeedForward.Experts experts) {
    if (experts.used() > experts.count()
        || experts.count() % experts.groups() != 0
        || experts.usedGroups() > experts.groups()) {
      throw text.refuse(
          "a token goes to "
              + experts.used()
              + " of "
              + experts.count()
              + " experts in "
              + experts.usedGroups()
              + " of "
              + experts.groups()
              + " groups, which cannot be");
    }
  }

  private Family family() {
    String type = top.text("model_type", "");
    for (Family family : Families.ALL) {
      if (family.modelType().equals(type)) {
        checkArchitecture(family);
        return family;
      }
    }
    String known = Families.ALL.stream().map(Family::modelType).collect(Collectors.joining(", "));
    throw top.refuse(
        type.isEmpty()
            ? "it names no model_type; supported are " + known
            : "the architecture '" + type + "' is not supported; supported are " + known);
  }

  private void checkArchitecture(Family family) {
    JsonNode named = top.get("architectures");
    if (named.isArray()
        && !named.isEmpty()
        && !family.architecture().equals(named.get(0).asText())) {
      throw top.refuse(
          "the architecture '"
              + named.get(0).asText()
              + "' is not supported; model_type "
              + family.modelType()
              + " is read as "
              + family.architecture());
    }
  }

  private void refuseQuantized() {
    Optional<ConfigJson> quantization = top.object("quantization_config");
    if (quantization.isPresent()) {
      String method = quantization.get().text("quant_method", "");
      throw top.refuse(
          "a quantized checkpoint"
              + (method.isEmpty() ? "" : " (" + method + ")")
              + " is not supported: quantization_config; take the original one in bfloat16, float16"
              + " or float32, or a GGUF file");
    }
  }

  /** What of the file nobody has understood. */
  private List<String> notes(Family family, ConfigJson text) {
    List<String> unknown = new ArrayList<>();
    for (ConfigJson part : text == top ? List.of(top) : List.of(top, text)) {
      for (String key : part.unasked()) {
        JsonNode value = part.get(key);
        boolean idle =
            value.isNull()
                || value.isBoolean() && !value.asBoolean()
                || value.isContainerNode() && value.isEmpty();
        if (!idle
            && !WITHOUT_EFFECT.contains(key)
            && !family.withoutEffect().contains(key)
            && !unknown.contains(key)) {
          unknown.add(key);
        }
      }
    }
    return unknown.isEmpty()
        ? List.of()
        : List.of(
            file
                + " holds "
                + String.join(", ", unknown)
                + ", which kvlab does not know for "
                + family.modelType()
                + " and leaves out of account");
  }
}
