package io.kvlab.model.checkpoint;

import java.util.List;

/** The decoder families, by their {@code model_type}. */
final class Families {
  static final List<Family> ALL =
      List.of(
          new LlamaFamily(),
          new MistralFamily(),
          new MinistralFamily(),
          new MixtralFamily(),
          new Qwen2Family(),
          new Qwen2MoeFamily(),
          new Qwen3Family(),
          new Qwen3MoeFamily(),
          new Phi3Family(),
          new Gemma2Family(),
          new Gemma3TextFamily(),
          new Gemma3Family(),
          new Olmo2Family(),
          new Olmo3Family(),
          new SmolLm3Family(),
          new GraniteFamily(),
          new Cohere2Family(),
          new Glm4Family(),
          new GptOssFamily(),
          new DeepseekV3Family());

  private Families() {}
}
