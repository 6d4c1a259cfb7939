package io.kvlab.manifest;

import io.kvlab.manifest.internal.ManifestFile;
import io.kvlab.manifest.internal.YamlTree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All datasets and models that are known: the bundled ones and those of a user's own files, where a
 * user's entry takes the place of a bundled one of the same name. Immutable.
 */
public final class Manifest {
  private final SortedMap<String, Dataset> datasets;
  private final SortedMap<String, ModelEntry> models;

  private Manifest(SortedMap<String, Dataset> datasets, SortedMap<String, ModelEntry> models) {
    this.datasets = Collections.unmodifiableSortedMap(datasets);
    this.models = Collections.unmodifiableSortedMap(models);
  }

  /** The datasets and models that kvlab brings along. */
  public static Manifest bundled() {
    return new Manifest(new TreeMap<>(), new TreeMap<>())
        .plus(ManifestFile.read("datasets.yaml", resourceText("datasets.yaml")))
        .plus(ManifestFile.read("models.yaml", resourceText("models.yaml")));
  }

  /**
   * The bundled entries and those of a user's files, in this order.
   *
   * @throws ManifestException when a file cannot be read or is wrong
   */
  public static Manifest bundledAnd(List<Path> files) {
    return bundled().and(files);
  }

  /**
   * These entries and those of a user's files, in this order.
   *
   * @throws ManifestException when a file cannot be read or is wrong
   */
  public Manifest and(List<Path> files) {
    Manifest manifest = this;
    for (Path file : files) {
      manifest =
          manifest.plus(ManifestFile.readChecked(file.toAbsolutePath().toString(), read(file)));
    }
    return manifest;
  }

  private Manifest plus(ManifestFile file) {
    SortedMap<String, Dataset> moreDatasets = new TreeMap<>(datasets);
    file.datasets().forEach(d -> moreDatasets.put(d.name(), d));
    SortedMap<String, ModelEntry> moreModels = new TreeMap<>(models);
    file.models().forEach(m -> moreModels.put(m.name(), m));
    return new Manifest(moreDatasets, moreModels);
  }

  private static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(YamlTree.MAX_CHARACTERS + 1);
      if (bytes.length > YamlTree.MAX_CHARACTERS) {
        throw new ManifestException(
            file
                + ": a manifest has at most "
                + (YamlTree.MAX_CHARACTERS >> 10)
                + " kB; give it in several files");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ManifestException(file + ": the manifest is not UTF-8 text; save it as UTF-8", e);
    } catch (IOException e) {
      throw new ManifestException(
          file + ": the manifest cannot be read (" + e.getMessage() + "); check the path", e);
    }
  }

  private static String resourceText(String name) {
    try (InputStream in = resource(name).orElseThrow()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ManifestException("the bundled " + name + " cannot be read", e);
    }
  }

  /** A file that ships in this module, such as {@code mini/gsm-mini.jsonl}. */
  public static Optional<InputStream> resource(String name) {
    return Optional.ofNullable(Manifest.class.getResourceAsStream(name));
  }

  /** Datasets by name. */
  public SortedMap<String, Dataset> datasets() {
    return datasets;
  }

  /** The dataset of a name. */
  public Optional<Dataset> dataset(String name) {
    return Optional.ofNullable(datasets.get(name));
  }

  /** The model of a name. */
  public Optional<ModelEntry> model(String name) {
    return Optional.ofNullable(models.get(name));
  }

  /** Models by name. */
  public SortedMap<String, ModelEntry> models() {
    return models;
  }
}
