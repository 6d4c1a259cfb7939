package io.kvlab.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelConfigTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String LLAMA =
      """
      {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 64,
       "intermediate_size": 96, "num_hidden_layers": 3, "num_attention_heads": 4,
       "num_key_value_heads": 2, "vocab_size": 160, "max_position_embeddings": 4096,
       "rms_norm_eps": 1e-5, "rope_theta": 500000.0, "hidden_act": "silu",
       "bos_token_id": 1, "eos_token_id": [2, 3]}
      """;

  @TempDir Path folder;

  private ModelConfig read(String changes) throws IOException {
    ObjectNode json = (ObjectNode) JSON.readTree(LLAMA);
    JSON.readTree(changes)
        .properties()
        .forEach(
            change -> {
              if (change.getValue().asText().equals("REMOVE")) {
                json.remove(change.getKey());
              } else {
                json.set(change.getKey(), change.getValue());
              }
            });
    Files.writeString(folder.resolve("config.json"), json.toString());
    return ModelConfig.read(folder);
  }

  /** Llama 3 8B Instruct, as first published, named its end of turn in the second file alone. */
  @Test
  void generationsEndWhereEitherFileSays() throws IOException {
    Path generation = folder.resolve("generation_config.json");
    Files.writeString(generation, "{\"eos_token_id\": [2, 9], \"temperature\": 0.6}");
    assertThat(read("{}").endTokens()).containsExactly(2, 3, 9);
    Files.writeString(generation, "{\"eos_token_id\": 7}");
    assertThat(read("{\"eos_token_id\": 2}").endTokens()).containsExactly(2, 7);
    Files.writeString(generation, "{\"temperature\": 0.6}");
    assertThat(read("{}").endTokens()).containsExactly(2, 3);
    Files.writeString(generation, "{");
    assertThatThrownBy(() -> read("{}"))
        .hasMessageContaining("generation_config.json is not valid");
  }

  @Test
  void fieldsAreReadWithTheirDefaults() throws IOException {
    ModelConfig config = read("{}");
    assertThat(config.headDim()).isEqualTo(16);
    assertThat(config.groupSize()).isEqualTo(2);
    assertThat(config.endTokens()).containsExactly(2, 3);
    assertThat(config.startToken()).hasValue(1);
    assertThat(config.tiedEmbeddings()).isFalse();
    // embeddings 2*160*64, per layer q 64*64, k and v 32*64, o 64*64, three 96*64, two norms
    assertThat(config.parameters())
        .isEqualTo(2 * 160 * 64 + 64 + 3 * (2 * 64 * 64 + 2 * 32 * 64 + 3 * 96 * 64 + 128));
    assertThat(read("{\"num_key_value_heads\": \"REMOVE\"}").kvHeads()).isEqualTo(4);
    assertThat(read("{\"head_dim\": 32}").headDim()).isEqualTo(32);
    ModelConfig mistral =
        read(
            "{\"model_type\":\"mistral\",\"architectures\":[\"MistralForCausalLM\"],"
                + "\"sliding_window\":null}");
    assertThat(mistral.slidingWindow()).isEmpty();
    ModelConfig qwen =
        read(
            "{\"model_type\":\"qwen2\",\"architectures\":[\"Qwen2ForCausalLM\"],"
                + "\"use_sliding_window\":false,\"sliding_window\":4096}");
    assertThat(qwen.attention().bias()).isTrue();
    assertThat(qwen.attention().outputBias()).isFalse();
    assertThat(qwen.slidingWindow()).isEmpty();
  }

  @Test
  void llama3ScalingStretchesLongWavelengthsOnly() {
    // wavelengths of 2 pi / f positions: below 2048 kept, above 8192 divided by 8, blended between
    assertThat(Ropes.stretched(1.0, 8, 1, 4, 8192)).isEqualTo(1.0);
    assertThat(Ropes.stretched(1e-5, 8, 1, 4, 8192)).isEqualTo(1e-5 / 8);
    double middle = 2 * Math.PI / 4096;
    double smooth = (2.0 - 1) / 3;
    assertThat(Ropes.stretched(middle, 8, 1, 4, 8192))
        .isEqualTo((1 - smooth) * middle / 8 + smooth * middle);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'model_type':'gpt2'} | the architecture 'gpt2' is not supported; supported are llama",
        "{'model_type':'REMOVE'} | it names no model_type",
        "{'architectures':['LlamaForSequenceClassification']} | 'LlamaForSequenceClassification'",
        "{'hidden_act':'mish'} | hidden_act 'mish' is not supported",
        "{'quantization_config':{'quant_method':'gptq'}} | a quantized checkpoint (gptq)",
        "{'num_key_value_heads':3} | num_attention_heads 4 is no multiple of",
        "{'num_attention_heads':6} | hidden_size 64 is no multiple of num_attention_heads 6",
        "{'head_dim':15} | head_dim 15 is odd",
        "{'hidden_size':'REMOVE'} | the field hidden_size is missing",
        "{'num_hidden_layers':0} | num_hidden_layers is not a positive whole number: 0",
        "{'vocab_size':1.5} | vocab_size is not a positive whole number: 1.5",
        "{'rms_norm_eps':'REMOVE'} | the field rms_norm_eps is missing",
        "{'rms_norm_eps':-1} | rms_norm_eps is not a positive number",
        "{'rope_theta':0} | rope_theta is not a positive number",
        "{'rope_scaling':{'rope_type':'mrope','factor':4}} | the rope type 'mrope' is not supported",
        "{'rope_scaling':{'rope_type':'longrope','short_factor':[1]}} | longrope needs",
        "{'rope_scaling':{'factor':2}} | rope_scaling names no rope_type",
        "{'rope_scaling':{'rope_type':'llama3','factor':8}} | rope_scaling needs a positive low_freq_factor",
        "{'sliding_window':32} | a sliding_window is not part of the llama architecture",
        "{'model_type':'qwen3','architectures':['Qwen3ForCausalLM'],'layer_types':['sliding_attention','full_attention','full_attention']} | layers of type 'sliding_attention'",
        "{'model_type':'mistral','architectures':['MistralForCausalLM'],'attention_bias':true} | attention_bias is not part of the mistral",
        "{'partial_rotary_factor':1.5} | partial_rotary_factor 1.5 is more than 1",
        "{'layer_types':['chunked_attention','full_attention','full_attention']} | layers of type 'chunked_attention'",
        "{'model_type':'mistral','architectures':['MistralForCausalLM'],'sliding_window':8,'layer_types':['sliding_attention','full_attention','full_attention']} | 'full_attention' beside a sliding_window",
        "{'model_type':'mistral','architectures':['MistralForCausalLM'],'sliding_window':null,'layer_types':['sliding_attention','full_attention','full_attention']} | 'sliding_attention' without a sliding_window",
        "{'tie_word_embeddings':'yes'} | tie_word_embeddings is neither true nor false",
        "{'eos_token_id':'</s>'} | eos_token_id is neither a token id nor a list"
      })
  void whatIsNotSupportedIsRefusedWithASentence(String changes, String message) {
    assertThatThrownBy(() -> read(changes.replace('\'', '"')))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("config.json")
        .hasMessageContaining(message);
  }

  /** What stands inside wins; a type that is not named is the default one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 500000",
        "{'rope_parameters':{'rope_theta':20000}} | 20000",
        "{'rope_theta':'REMOVE','rope_scaling':{'rope_type':'default','rope_theta':30000}} | 30000",
        "{'rope_theta':10000,'rope_parameters':{'rope_type':'default','rope_theta':40000}} | 40000",
        "{'rope_scaling':{'rope_type':'default'},'rope_parameters':{'rope_theta':1}} | 500000",
        "{'rope_theta':'REMOVE'} | 10000",
        "{'rope_scaling':null,'rope_parameters':{'rope_theta':50000}} | 50000"
      })
  void theBaseOfRopeIsReadAsTransformersReadsIt(String changes, double theta) throws IOException {
    Rope rope = read(changes.replace('\'', '"')).rotary().kinds().get(0);
    assertThat(rope.theta()).isEqualTo(theta);
    assertThat(rope.frequencies().get(1)).isEqualTo(Math.pow(theta, -2.0 / 16));
  }

  @Test
  void aKeyThatNobodyKnowsIsPointedOut() throws IOException {
    assertThat(read("{}").notes()).isEmpty();
    assertThat(read("{\"use_cache\": true, \"clip_qkv\": null, \"alibi\": false}").notes())
        .isEmpty();
    assertThat(read("{\"clip_qkv\": 8, \"logit_scale\": 0.5}").notes())
        .hasSize(1)
        .allSatisfy(note -> assertThat(note).contains("clip_qkv, logit_scale").contains("llama"));
  }

  @Test
  void missingAndBrokenFilesAreNamed() throws IOException {
    assertThatThrownBy(() -> ModelConfig.read(folder.resolve("none")))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("does not exist");
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": ");
    assertThatThrownBy(() -> ModelConfig.read(folder)).hasMessageContaining("not valid JSON");
    Files.writeString(folder.resolve("config.json"), "[]");
    assertThatThrownBy(() -> ModelConfig.read(folder)).hasMessageContaining("not a JSON object");
  }
}
