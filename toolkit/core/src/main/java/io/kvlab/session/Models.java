package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.engine.LoadedModel;
import io.kvlab.engine.ModelSource;
import io.kvlab.engine.RowSink;
import io.kvlab.model.Model;
import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.task.ModelChat;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Models that are loaded, each once; a new one leaves the others where they fit beside it. */
final class Models implements AutoCloseable {
  /** More than this many loaded models are not kept. */
  private static final int MOST = 2;

  private final Map<String, LoadedModel> loaded = new HashMap<>();

  /** The model of a name on a device, loaded if it is not yet. */
  LoadedModel get(String name, String device, Catalog catalog) {
    String key = device + " " + name;
    LoadedModel known = loaded.get(key);
    if (known != null) {
      return known;
    }
    if (loaded.size() >= MOST) {
      close();
    }
    Path folder = catalog.modelFolder(name);
    Model model = Model.load(folder, options(device));
    // what was decided for the user is said even where progress is not shown
    model.notes().forEach(note -> System.err.println("note: " + note + "."));
    LoadedModel fresh = new LoadedModel(name, folder, model, ModelChat.of(name, folder));
    loaded.put(key, fresh);
    return fresh;
  }

  /** What is known of a model of a name on a device without loading it. */
  ModelSource source(String name, String device, Catalog catalog) {
    Path folder = catalog.modelFolder(name);
    ModelOptions options = options(device);
    return new ModelSource(
        name,
        folder,
        new RowSink.Computer(
            options.device().toString(), Model.precision(folder, options), List.of()),
        ModelChat.of(name, folder));
  }

  private static ModelOptions options(String device) {
    boolean present = !device.equals("cpu") && Health.gpuUsable();
    if (device.equals("gpu") && !present) {
      throw KvlabException.run(
          "No GPU can be used here; 'kvlab doctor' says what is missing, --device cpu runs without one.");
    }
    return present && !device.equals("cpu") ? ModelOptions.gpu() : ModelOptions.cpu();
  }

  /** Whether any is loaded. */
  boolean any() {
    return !loaded.isEmpty();
  }

  @Override
  public void close() {
    loaded.values().forEach(known -> known.model().close());
    loaded.clear();
  }
}
