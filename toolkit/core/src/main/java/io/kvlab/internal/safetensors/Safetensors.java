package io.kvlab.internal.safetensors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The tensors of a checkpoint: of one file, or of all shards that an index names. */
public final class Safetensors {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  /** A thousand tensors need a tenth of a megabyte. */
  private static final long LARGEST_INDEX = 4 << 20;

  private final Path place;
  private final Map<String, StoredTensor> tensors;
  private final List<String> notes;

  private Safetensors(Path place, Map<String, StoredTensor> tensors) {
    this(place, tensors, List.of());
  }

  private Safetensors(Path place, Map<String, StoredTensor> tensors, List<String> notes) {
    this.place = place;
    this.tensors = tensors;
    this.notes = notes;
  }

  /** The file or folder they are read from. */
  public Path place() {
    return place;
  }

  /** What was decided between several files, as sentences. */
  public List<String> notes() {
    return notes;
  }

  /** Reads the headers of one file. */
  public static Safetensors file(Path file) {
    return new Safetensors(file, SafetensorsFile.read(file));
  }

  /** Reads the headers of a model folder: model.safetensors, or the shards of its index. */
  public static Safetensors folder(Path folder) {
    boolean single = Files.exists(folder.resolve(SINGLE));
    boolean index = Files.exists(folder.resolve(INDEX));
    if (index && !single) {
      return sharded(folder);
    }
    if (!single) {
      throw KvlabException.run(
          folder
              + " has neither "
              + SINGLE
              + " nor "
              + INDEX
              + "; only safetensors checkpoints can be loaded");
    }
    return new Safetensors(
        folder,
        SafetensorsFile.read(folder.resolve(SINGLE)),
        index
            ? List.of(
                folder
                    + " holds "
                    + SINGLE
                    + " and "
                    + INDEX
                    + "; the single file is read, as by transformers; remove the one that is not meant")
            : List.of());
  }

  private static Safetensors sharded(Path folder) {
    Path index = folder.resolve(INDEX);
    JsonNode map;
    try {
      if (Files.size(index) > LARGEST_INDEX) {
        throw KvlabException.run(index + " is larger than 4 MB; no index is");
      }
      map = new ObjectMapper().readTree(Files.readString(index)).path("weight_map");
    } catch (IOException e) {
      throw KvlabException.run(index + " is not a readable index: " + e.getMessage(), e);
    }
    Set<String> shards = new TreeSet<>();
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      String shard = entry.getValue().asText();
      if (!shard.matches("[\\w. -]*\\w[\\w. -]*")) {
        throw KvlabException.run(index + " names a shard outside the folder: " + shard);
      }
      shards.add(shard);
    }
    if (shards.isEmpty()) {
      throw KvlabException.run(index + " names no shards in its weight_map");
    }
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    for (String shard : shards) {
      for (StoredTensor tensor : SafetensorsFile.read(folder.resolve(shard)).values()) {
        StoredTensor other = tensors.put(tensor.name(), tensor);
        if (other != null) {
          throw KvlabException.run(
              "tensor " + tensor.name() + " is in both " + other.file() + " and " + tensor.file());
        }
      }
    }
    for (Map.Entry<String, JsonNode> entry : map.properties()) {
      if (!tensors.containsKey(entry.getKey())) {
        throw KvlabException.run(
            folder.resolve(entry.getValue().asText())
                + " lacks tensor "
                + entry.getKey()
                + ", which the index says it holds; fetch the file again");
      }
    }
    return new Safetensors(folder, tensors);
  }

  public boolean has(String name) {
    return tensors.containsKey(name);
  }

  /** Names of all tensors. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** A tensor that must exist. */
  public StoredTensor get(String name) {
    StoredTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw KvlabException.run(
          place
              + " lacks tensor "
              + name
              + "; the checkpoint is incomplete or another model's, so fetch it again");
    }
    return tensor;
  }

  /** A tensor that must exist with this shape. */
  public StoredTensor get(String name, long... shape) {
    StoredTensor tensor = get(name);
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw KvlabException.run(
          tensor.file()
              + ": tensor "
              + name
              + " has shape "
              + Arrays.toString(tensor.shape())
              + ", but config.json asks for "
              + Arrays.toString(shape));
    }
    return tensor;
  }
}
