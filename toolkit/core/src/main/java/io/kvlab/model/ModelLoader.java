package io.kvlab.model;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.safetensors.Safetensors;
import io.kvlab.internal.safetensors.StoredTensor;
import io.kvlab.internal.torch.CudaGraph;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.Recording;
import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;
import io.kvlab.model.checkpoint.DeviceMemory;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.model.checkpoint.Packing;
import io.kvlab.model.checkpoint.PrecisionChoice;
import io.kvlab.model.checkpoint.RandomWeights;
import io.kvlab.model.checkpoint.Rope;
import io.kvlab.model.checkpoint.WeightLoader;
import io.kvlab.model.checkpoint.WeightNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes models from folders, or of random weights. */
final class ModelLoader {
  private final ModelOptions options;
  private final Optional<Recording.Recorder> recorder;

  ModelLoader(ModelOptions options) {
    this(options, recorder(options.device()));
  }

  /**
   * @param recorder records decoding steps; empty where every step is run operator by operator
   */
  ModelLoader(ModelOptions options, Optional<Recording.Recorder> recorder) {
    this.options = options;
    this.recorder = recorder;
  }

  private static Optional<Recording.Recorder> recorder(Device device) {
    // available() looks at the libraries that are loaded
    return device.isGpu() && Libtorch.engine().getGpuCount() > 0 && CudaGraph.available()
        ? Optional.of(CudaGraph.recorder())
        : Optional.empty();
  }

  Model load(Path folder) {
    ModelConfig stated = ModelConfig.read(folder);
    Safetensors stored = Safetensors.folder(folder);
    List<String> notes = new ArrayList<>(stated.notes());
    notes.addAll(stored.notes());
    ModelConfig config = OutputMatrix.decide(stated.resolved(stored.names()), stored, notes);
    NDManager manager = Libtorch.manager(options.device());
    TorchScript tools = TorchScript.load(manager, Model.class, "tensors.py");
    List<IValue> weights = new ArrayList<>();
    boolean done = false;
    try (Packing packing =
        new Packing(manager, PrecisionChoice.choose(config, () -> stored, options))) {
      ScalarType type = packing.type();
      Optional<Tokenizer> tokenizer = Tokenizer.load(folder);
      // what is only mapped stays as it lies in the file
      boolean mapped =
          type == WeightLoader.storedType(stored.get(WeightNames.embedding(config)))
              && !options.device().isGpu()
              && !packing.active();
      if (!mapped) {
        DeviceMemory.require(
            config.parameters() * type.bytes() + packing.extraBytes(config),
            type.toString(),
            options.device(),
            DeviceMemory.free(options.device()));
      }
      ScalarType vectors = options.device().isGpu() ? type : ScalarType.FLOAT32;
      WeightLoader loader = new WeightLoader(manager, tools, options.checkWeights());
      List<WeightNames.Wanted> all = WeightNames.of(config, !mapped);
      packing.prove(config, all);
      for (WeightNames.Wanted wanted : all) {
        if (wanted.parts().isEmpty()) {
          weights.add(IValues.tensor(manager, new float[0], 0));
        } else {
          List<StoredTensor> parts =
              wanted.parts().stream().map(part -> stored.get(part.name(), part.shape())).toList();
          boolean packed = wanted.isProduct() && packing.active();
          IValue loaded = loader.load(parts, wanted.isMatrix() ? type : vectors, !packed);
          if (wanted.offset() != 0) {
            loaded = shifted(tools, loaded, wanted.offset());
          }
          weights.add(packed ? packing.pack(loaded, wanted.shape()) : loaded);
        }
      }
      IValue list = assemble(config, manager, packing, weights);
      Model model =
          new Model(
              config,
              type,
              manager,
              tools,
              tokenizer,
              list,
              loader.bytes() + packing.extraBytes(config) + packing.paddingBytes(),
              loader.mapped(),
              packing.switchedOff(),
              notes,
              recorder);
      done = true;
      return model;
    } finally {
      weights.forEach(IValue::close);
      if (!done) {
        tools.close();
        manager.close();
      }
    }
  }

  private static IValue shifted(TorchScript tools, IValue vector, double offset) {
    try (vector;
        IValue by = IValue.from(offset)) {
      return tools.call("shifted", vector, by);
    }
  }

  /** See {@link Model#random}. */
  Model random(ModelConfig config, long seed) {
    ScalarType type =
        switch (options.precision()) {
          case FLOAT16 -> ScalarType.FLOAT16;
          case BFLOAT16 -> ScalarType.BFLOAT16;
          case AUTO, FLOAT32 -> ScalarType.FLOAT32;
        };
    DeviceMemory.require(
        config.parameters() * type.bytes(),
        type.toString(),
        options.device(),
        DeviceMemory.free(options.device()));
    NDManager manager = Libtorch.manager(options.device());
    TorchScript tools = TorchScript.load(manager, Model.class, "tensors.py");
    ScalarType vectors = options.device().isGpu() ? type : ScalarType.FLOAT32;
    List<IValue> weights = new ArrayList<>();
    try (RandomWeights random = new RandomWeights(manager, tools, seed);
        Packing packing = new Packing(manager, type)) {
      List<WeightNames.Wanted> all = WeightNames.of(config, true);
      packing.prove(config, all);
      for (WeightNames.Wanted wanted : all) {
        if (wanted.parts().isEmpty()) {
          weights.add(IValues.tensor(manager, new float[0], 0));
        } else {
          IValue made = random.make(wanted.shape(), wanted.isMatrix() ? type : vectors);
          weights.add(wanted.isProduct() ? packing.pack(made, wanted.shape()) : made);
        }
      }
      IValue list = assemble(config, manager, packing, weights);
      return new Model(
          config,
          type,
          manager,
          tools,
          Optional.empty(),
          list,
          random.bytes() + packing.extraBytes(config) + packing.paddingBytes(),
          List.of(),
          packing.switchedOff(),
          List.of(),
          recorder);
    } finally {
      weights.forEach(IValue::close);
    }
  }

  /** The decoder's list: the output matrix may be the embedding; the RoPE frequencies go fourth. */
  private static IValue assemble(
      ModelConfig config, NDManager manager, Packing packing, List<IValue> weights) {
    if (config.tiedEmbeddings()) {
      weights.set(2, packing.tied(weights.get(0), config)).close();
    }
    List<IValue> all = new ArrayList<>(weights);
    double[] frequencies =
        config.rotary().kinds().stream()
            .flatMap(rope -> java.util.stream.Stream.of(rope.frequencies(), rope.beyond()))
            .flatMap(List::stream)
            .mapToDouble(Double::doubleValue)
            .toArray();
    List<Rope> kinds = config.rotary().kinds();
    int pairs = config.rotary().width() / 2;
    try (IValue rope = IValues.tensor(manager, frequencies, kinds.size(), 2, pairs)) {
      all.add(3, rope);
      return IValues.list(all);
    }
  }
}
