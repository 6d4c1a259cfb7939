package io.kvlab.model.checkpoint;

/** Llama 2, 3 and what is built like it: Falcon 3, SmolLM2, Yi. */
record LlamaFamily() implements Family {
  @Override
  public String modelType() {
    return "llama";
  }

  @Override
  public String architecture() {
    return "LlamaForCausalLM";
  }
}
