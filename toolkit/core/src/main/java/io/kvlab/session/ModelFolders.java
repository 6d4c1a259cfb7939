package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.hub.ModelStore;
import io.kvlab.hub.transfer.HubOptions;
import io.kvlab.manifest.Manifest;
import io.kvlab.manifest.ModelEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a model's checkpoint lies: a folder named by path, in the models folder, or bundled. */
final class ModelFolders {
  private final Manifest manifest;
  private final Settings settings;

  ModelFolders(Manifest manifest, Settings settings) {
    this.manifest = manifest;
    this.settings = settings;
  }

  /** The folder of a model, or a sentence on how to get it. */
  Path find(String name) {
    Optional<Path> folder = settings.models().map(models -> models.resolve(name));
    if (folder.isPresent() && isCheckpoint(folder.get())) {
      return folder.get();
    }
    if (manifest.models().containsKey(name)) {
      ModelEntry entry = manifest.models().get(name);
      return store()
          .find(name)
          .orElseThrow(
              () ->
                  KvlabException.run(
                      name
                          + " ("
                          + entry.title()
                          + ") is not on this machine; get it with 'kvlab models get "
                          + name
                          + "', or name a folder: with \"/path/to/checkpoint\"."));
    }
    Path path = Path.of(name);
    if (!isCheckpoint(path)) {
      throw KvlabException.usage(refusal(path));
    }
    return path;
  }

  /** The checkpoints in the models folder of the settings. */
  static List<Path> checkpoints(Settings settings) {
    Optional<Path> folder = settings.models().filter(Files::isDirectory);
    if (folder.isEmpty()) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(folder.get())) {
      return folders.filter(ModelFolders::isCheckpoint).sorted().toList();
    } catch (IOException e) {
      throw KvlabException.run(
          "the models folder " + folder.get() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Whether a model of the manifest can be loaded without fetching anything. */
  boolean present(String name) {
    return settings.models().filter(folder -> isCheckpoint(folder.resolve(name))).isPresent()
        || store().find(name).isPresent();
  }

  private ModelStore store() {
    return new ModelStore(manifest, HubOptions.fromEnvironment());
  }

  /** Why a path is no checkpoint, as one sentence. */
  static String refusal(Path path) {
    if (!Files.exists(path)) {
      return "There is no folder " + path + ".";
    }
    return Files.isDirectory(path)
        ? path + " is not a checkpoint in Hugging Face layout: it has no config.json."
        : path + " is a file; name the folder of the checkpoint.";
  }

  static boolean isCheckpoint(Path path) {
    return Files.isRegularFile(path.resolve("config.json"));
  }

  /** The user's cache folder of kvlab. */
  static Path cache() {
    String base = System.getenv("XDG_CACHE_HOME");
    Path folder =
        base == null || base.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(base);
    return folder.resolve("kvlab");
  }
}
