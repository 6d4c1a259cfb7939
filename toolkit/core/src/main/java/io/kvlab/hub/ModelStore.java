package io.kvlab.hub;

import io.kvlab.KvlabException;
import io.kvlab.hub.internal.Bundled;
import io.kvlab.hub.internal.Hub;
import io.kvlab.hub.internal.HubRepo;
import io.kvlab.hub.transfer.HubOptions;
import io.kvlab.hub.transfer.TransferProgress;
import io.kvlab.internal.Sha256;
import io.kvlab.manifest.DataFile;
import io.kvlab.manifest.Manifest;
import io.kvlab.manifest.ModelEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The models of a manifest on this machine: {@code models ls} and {@code models get}. */
public final class ModelStore {
  private final Manifest manifest;
  private final HubOptions options;

  public ModelStore(Manifest manifest, HubOptions options) {
    this.manifest = manifest;
    this.options = options;
  }

  /** All models. */
  public List<ModelEntry> list() {
    return List.copyOf(manifest.models().values());
  }

  /**
   * The folder of a model, when it is whole on this machine; nothing is fetched.
   *
   * @throws KvlabException when there is no such model
   */
  public Optional<Path> find(String name) {
    ModelEntry model = model(name);
    if (model.path().isPresent()) {
      return Optional.of(path(model)).filter(Files::isDirectory);
    }
    if (model.resource().isPresent()) {
      return Bundled.folder(model.resource().get(), options.cache().resolve("models"));
    }
    if (model.repository().isPresent()) {
      return new Hub(options, TransferProgress.silent()).cachedModel(repo(model), model.revision());
    }
    return inFolders(model);
  }

  /**
   * The folder of a model, fetched where it is not here.
   *
   * @throws KvlabException when it cannot be had
   */
  public Path get(String name, TransferProgress progress, Licences licences) {
    Optional<Path> here = find(name);
    if (here.isPresent()) {
      return here.get();
    }
    ModelEntry model = model(name);
    if (model.repository().isEmpty()) {
      throw KvlabException.run(absent(model));
    }
    if (!options.offline()) {
      licences.show(name, model.licence(), options.endpoint() + "/" + model.repository().get());
    }
    return new Hub(options, progress).model(repo(model), model.revision());
  }

  /** The commit of a model of the hub that is here. */
  public Optional<String> commit(String name) {
    ModelEntry model = model(name);
    return model.repository().isEmpty()
        ? Optional.empty()
        : new Hub(options, TransferProgress.silent()).commit(repo(model), model.revision());
  }

  private String absent(ModelEntry model) {
    if (model.path().isPresent()) {
      return "there is no folder %s, which '%s' in %s names"
          .formatted(path(model), model.name(), model.declaredIn());
    }
    if (model.resource().isPresent()) {
      return "'%s' does not come with this build of kvlab".formatted(model.name());
    }
    return "'%s' is not here: put its files into a folder %s and set KVLAB_MODELS to the folder above"
        .formatted(model.name(), Path.of(model.files().get(0).path()).getParent());
  }

  /** A path is meant from where the manifest lies. */
  private static Path path(ModelEntry model) {
    Path path = Path.of(model.path().orElseThrow());
    return model.folder().map(folder -> folder.resolve(path)).orElse(path);
  }

  private static HubRepo repo(ModelEntry model) {
    return new HubRepo(HubRepo.Kind.MODEL, model.repository().orElseThrow());
  }

  /** A model that is made of single files, below a model folder of the user. */
  private Optional<Path> inFolders(ModelEntry model) {
    for (Path folder : options.modelFolders()) {
      if (model.files().stream().allMatch(f -> Files.isRegularFile(folder.resolve(f.path())))) {
        model.files().forEach(file -> verify(model, folder, file));
        return Optional.ofNullable(folder.resolve(model.files().get(0).path()).getParent());
      }
    }
    return Optional.empty();
  }

  private static void verify(ModelEntry model, Path folder, DataFile file) {
    Path path = folder.resolve(file.path());
    try {
      if (file.sha256().isPresent() && !file.sha256().get().equals(Sha256.of(path))) {
        throw KvlabException.run(
            "%s is not the file that '%s' means: its sha256 is another"
                .formatted(path, model.name()));
      }
    } catch (IOException e) {
      throw KvlabException.run(path + " cannot be read; check your rights", e);
    }
  }

  private ModelEntry model(String name) {
    return manifest
        .model(name)
        .orElseThrow(
            () ->
                KvlabException.usage(
                    "there is no model '%s'; there are: %s, and any folder in Hugging Face layout"
                        .formatted(name, String.join(", ", manifest.models().keySet()))));
  }
}
