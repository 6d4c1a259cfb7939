package io.kvlab.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.KvlabException;
import io.kvlab.model.checkpoint.ModelConfig.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Reads config.json. A model that the decoder would compute wrongly is refused here: whatever the
 * file asks for is either implemented or named in an error.
 */
final class ConfigReader {
  private final Path file;
  private final JsonNode json;

  private ConfigReader(Path file, JsonNode json) {
    this.file = file;
    this.json = json;
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
    refuseUnlike("hidden_act", "silu");
    refuseTrue("mlp_bias");
    refusePresent("quantization_config", "a quantised checkpoint");
    if (json.path("partial_rotary_factor").asDouble(1) != 1) {
      throw refuse("partial_rotary_factor is not supported: RoPE turns all of a head");
    }
    int heads = positive("num_attention_heads");
    int kvHeads = optionalPositive("num_key_value_heads").orElse(heads);
    int hidden = positive("hidden_size");
    if (heads % kvHeads != 0) {
      throw refuse(
          "num_attention_heads " + heads + " is no multiple of num_key_value_heads " + kvHeads);
    }
    OptionalInt stated = optionalPositive("head_dim");
    if (stated.isEmpty() && hidden % heads != 0) {
      throw refuse(
          "hidden_size "
              + hidden
              + " is no multiple of num_attention_heads "
              + heads
              + " and there is no head_dim");
    }
    int headDim = stated.orElse(hidden / heads);
    if (headDim % 2 != 0) {
      throw refuse("head_dim " + headDim + " is odd, but RoPE turns pairs of values");
    }
    boolean attentionBias = flag("attention_bias", false);
    if (attentionBias && family == Family.MISTRAL) {
      throw refuse("attention_bias is not part of the mistral architecture");
    }
    return new ModelConfig(
        family,
        positive("num_hidden_layers"),
        hidden,
        positive("intermediate_size"),
        heads,
        kvHeads,
        headDim,
        positive("vocab_size"),
        positive("max_position_embeddings"),
        number("rms_norm_eps"),
        theta(),
        ropeScaling(),
        slidingWindow(family),
        attentionBias || family == Family.QWEN2,
        attentionBias && family != Family.QWEN2,
        flag("tie_word_embeddings", false),
        tokenIds("bos_token_id").stream().mapToInt(Integer::intValue).findFirst(),
        tokenIds("eos_token_id"));
  }

  private Family family() {
    String type = json.path("model_type").asText("");
    for (Family family : Family.values()) {
      if (family.modelType().equals(type)) {
        checkArchitecture(family);
        return family;
      }
    }
    String known =
        Arrays.stream(Family.values()).map(Family::modelType).collect(Collectors.joining(", "));
    throw refuse(
        type.isEmpty()
            ? "it names no model_type; supported are " + known
            : "the architecture '" + type + "' is not supported; supported are " + known);
  }

  private void checkArchitecture(Family family) {
    String expected =
        switch (family) {
          case LLAMA -> "LlamaForCausalLM";
          case MISTRAL -> "MistralForCausalLM";
          case QWEN2 -> "Qwen2ForCausalLM";
          case QWEN3 -> "Qwen3ForCausalLM";
        };
    JsonNode named = json.path("architectures");
    if (named.isArray() && !named.isEmpty() && !expected.equals(named.get(0).asText())) {
      throw refuse(
          "the architecture '"
              + named.get(0).asText()
              + "' is not supported; model_type "
              + family.modelType()
              + " is read as "
              + expected);
    }
  }

  private double theta() {
    JsonNode node = json.path("rope_theta");
    if (node.isMissingNode()) {
      node = json.path("rope_parameters").path("rope_theta");
    }
    if (node.isMissingNode()) {
      return 10000;
    }
    if (!node.isNumber() || !(node.asDouble() > 0)) {
      throw refuse("rope_theta is not a positive number: " + node);
    }
    return node.asDouble();
  }

  private Optional<RopeScaling> ropeScaling() {
    JsonNode scaling = json.path("rope_scaling");
    if (scaling.isMissingNode() || scaling.isNull()) {
      scaling = json.path("rope_parameters");
    }
    if (scaling.isMissingNode() || scaling.isNull()) {
      return Optional.empty();
    }
    String type = scaling.path("rope_type").asText(scaling.path("type").asText(""));
    return switch (type) {
      case "default" -> Optional.empty();
      case "llama3" ->
          Optional.of(
              new RopeScaling(
                  part(scaling, "factor"),
                  part(scaling, "low_freq_factor"),
                  part(scaling, "high_freq_factor"),
                  (int) part(scaling, "original_max_position_embeddings")));
      case "" -> throw refuse("rope_scaling names no rope_type; supported are default and llama3");
      default -> throw refuse("the rope type '" + type + "' is not supported; supported is llama3");
    };
  }

  private double part(JsonNode scaling, String field) {
    JsonNode node = scaling.path(field);
    if (!node.isNumber() || !(node.asDouble() > 0)) {
      throw refuse("rope_scaling needs a positive " + field);
    }
    return node.asDouble();
  }

  private OptionalInt slidingWindow(Family family) {
    boolean used =
        switch (family) {
          case LLAMA -> false;
          case MISTRAL -> true;
          case QWEN2, QWEN3 -> flag("use_sliding_window", false);
        };
    JsonNode types = json.path("layer_types");
    for (JsonNode type : types) {
      if (!type.asText().equals("full_attention") && family != Family.MISTRAL) {
        throw refuse(
            "layers of type '" + type.asText() + "' are not supported for " + family.modelType());
      }
    }
    OptionalInt window = optionalPositive("sliding_window");
    String all = window.isPresent() ? "sliding_attention" : "full_attention";
    for (JsonNode type : types) {
      if (family == Family.MISTRAL && !type.asText().equals(all)) {
        throw refuse(
            "layers of type '"
                + type.asText()
                + (window.isPresent()
                    ? "' beside a sliding_window are not supported: it is that of all layers"
                    : "' without a sliding_window are not supported"));
      }
    }
    if (used && family != Family.MISTRAL && window.isPresent()) {
      throw refuse(
          "use_sliding_window is on, but a sliding window is implemented for mistral only");
    }
    if (family == Family.LLAMA && window.isPresent()) {
      throw refuse("a sliding_window is not part of the llama architecture");
    }
    return family == Family.MISTRAL ? window : OptionalInt.empty();
  }

  private List<Integer> tokenIds(String field) {
    JsonNode node = json.path(field);
    List<Integer> ids = new ArrayList<>();
    if (node.isInt()) {
      ids.add(node.asInt());
    } else if (node.isArray()) {
      node.forEach(id -> ids.add(id.asInt()));
    } else if (!node.isMissingNode() && !node.isNull()) {
      throw refuse(field + " is neither a token id nor a list of them: " + node);
    }
    return ids;
  }

  private int positive(String field) {
    return optionalPositive(field).orElseThrow(() -> refuse("the field " + field + " is missing"));
  }

  private OptionalInt optionalPositive(String field) {
    JsonNode node = json.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return OptionalInt.empty();
    }
    if (!node.isInt() || node.asInt() < 1) {
      throw refuse(field + " is not a positive whole number: " + node);
    }
    return OptionalInt.of(node.asInt());
  }

  private double number(String field) {
    JsonNode node = json.path(field);
    if (!node.isNumber() || !(node.asDouble() > 0)) {
      throw refuse(
          node.isMissingNode()
              ? "the field " + field + " is missing"
              : field + " is not a positive number: " + node);
    }
    return node.asDouble();
  }

  private boolean flag(String field, boolean otherwise) {
    JsonNode node = json.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return otherwise;
    }
    if (!node.isBoolean()) {
      throw refuse(field + " is neither true nor false: " + node);
    }
    return node.asBoolean();
  }

  private void refuseTrue(String field) {
    if (flag(field, false)) {
      throw refuse(field + " is not supported");
    }
  }

  private void refusePresent(String field, String meaning) {
    JsonNode node = json.path(field);
    if (!node.isMissingNode() && !node.isNull()) {
      throw refuse(meaning + " (" + field + ") is not supported");
    }
  }

  private void refuseUnlike(String field, String supported) {
    JsonNode node = json.path(field);
    if (!node.isMissingNode() && !node.asText().equals(supported)) {
      throw refuse(field + " '" + node.asText() + "' is not supported; supported is " + supported);
    }
  }

  private KvlabException refuse(String what) {
    return KvlabException.run(file + ": " + what);
  }
}
