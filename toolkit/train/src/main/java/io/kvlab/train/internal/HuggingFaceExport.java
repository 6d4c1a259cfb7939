package io.kvlab.train.internal;

import ai.djl.pytorch.engine.PtNDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.train.internal.LlamaShape.Weight;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a trained model in Hugging Face layout: config, weights, tokenizer. Weights are stored in
 * the format that matrix products ran in, which is bfloat16 or float32.
 */
public final class HuggingFaceExport {
  private HuggingFaceExport() {}

  /** Writes the four files into {@code folder}. */
  public static void write(Path folder, Learner learner, WordTokenizer tokenizer) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("config.json"), config(learner.shape(), learner.bfloat16()));
      Files.writeString(folder.resolve("tokenizer.json"), tokenizer.toJson());
      Files.writeString(folder.resolve("tokenizer_config.json"), tokenizerConfig(learner.shape()));
      writeWeights(folder.resolve("model.safetensors"), learner);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String config(LlamaShape shape, boolean bfloat16) {
    ObjectNode config = new ObjectMapper().createObjectNode();
    config.putArray("architectures").add("LlamaForCausalLM");
    config.put("model_type", "llama");
    config.put("hidden_act", "silu");
    config.put("hidden_size", shape.hidden());
    config.put("intermediate_size", shape.feedForward());
    config.put("num_hidden_layers", shape.layers());
    config.put("num_attention_heads", shape.heads());
    config.put("num_key_value_heads", shape.kvHeads());
    config.put("head_dim", shape.headDim());
    config.put("max_position_embeddings", shape.context());
    config.put("rms_norm_eps", shape.normEps());
    config.put("rope_theta", shape.ropeTheta());
    config.putNull("rope_scaling");
    config.put("vocab_size", shape.vocabulary());
    config.put("tie_word_embeddings", true);
    config.put("attention_bias", false);
    config.put("mlp_bias", false);
    config.put("attention_dropout", 0.0);
    config.put("initializer_range", 0.02);
    config.put("bos_token_id", WordTokenizer.BEGIN);
    config.put("eos_token_id", WordTokenizer.END);
    config.put("pad_token_id", WordTokenizer.PAD);
    config.put("torch_dtype", bfloat16 ? "bfloat16" : "float32");
    config.put("use_cache", true);
    return config.toPrettyString() + "\n";
  }

  private static String tokenizerConfig(LlamaShape shape) {
    ObjectNode config = new ObjectMapper().createObjectNode();
    config.put("tokenizer_class", "PreTrainedTokenizerFast");
    config.put("bos_token", "<bos>");
    config.put("eos_token", "<eos>");
    config.put("pad_token", "<pad>");
    config.put("unk_token", "<unk>");
    config.put("model_max_length", shape.context());
    config.put("clean_up_tokenization_spaces", false);
    return config.toPrettyString() + "\n";
  }

  private static void writeWeights(Path file, Learner learner) throws IOException {
    List<Weight> list = learner.shape().weights();
    PtNDArray[] tensors = learner.state().get(0);
    ObjectNode header = new ObjectMapper().createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    boolean half = learner.bfloat16();
    int width = half ? Short.BYTES : Float.BYTES;
    long offset = 0;
    for (Weight weight : list) {
      ObjectNode entry = header.putObject(weight.name()).put("dtype", half ? "BF16" : "F32");
      var size = entry.putArray("shape").add(weight.rows());
      if (!weight.vector()) {
        size.add(weight.columns());
      }
      long end = offset + (long) weight.size() * width;
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    String text = header.toString();
    String padded = text + " ".repeat((8 - text.length() % 8) % 8);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(little(Long.BYTES).putLong(padded.length()).array());
      out.write(padded.getBytes(StandardCharsets.US_ASCII));
      for (PtNDArray tensor : tensors) {
        float[] values = tensor.toFloatArray();
        ByteBuffer bytes = little(values.length * width);
        for (float value : values) {
          if (half) {
            bytes.putShort(bfloat16(value));
          } else {
            bytes.putFloat(value);
          }
        }
        out.write(bytes.array());
      }
    }
  }

  /** The upper half of a float32, rounded to the nearest, ties to even. */
  static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
