package io.kvlab.hub;

import io.kvlab.KvlabException;
import io.kvlab.hub.internal.WebFiles;
import io.kvlab.hub.transfer.HubOptions;
import io.kvlab.hub.transfer.TransferProgress;
import io.kvlab.internal.Sha256;
import io.kvlab.manifest.DataFile;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.Manifest;
import io.kvlab.manifest.Shots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The datasets of a manifest on this machine: {@code data ls}, {@code get} and {@code check}. */
public final class DataStore {
  private final Manifest manifest;
  private final HubOptions options;
  private final List<Path> folders;

  /**
   * @param folders where the user keeps data; looked in before the cache
   */
  public DataStore(Manifest manifest, HubOptions options, List<Path> folders) {
    this.manifest = manifest;
    this.options = options;
    List<Path> all = new ArrayList<>(folders);
    all.add(options.cache().resolve("data"));
    this.folders = List.copyOf(all);
  }

  /** How a file of a dataset stands. */
  public enum State {
    /** Here, with the right checksum or without a known one. */
    HERE,
    /** It ships inside kvlab. */
    BUNDLED,
    /** Not here. */
    ABSENT,
    /** Here with a checksum that is not the manifest's. */
    WRONG
  }

  /**
   * A file of a dataset.
   *
   * @param path where it is, or where it would come to lie
   */
  public record Item(DataFile file, Path path, State state) {}

  /** All datasets. */
  public List<Dataset> list() {
    return List.copyOf(manifest.datasets().values());
  }

  /** The folders that a task finds its files in, in this order. */
  public List<Path> folders() {
    return folders;
  }

  /** Whether every file of a dataset is here or inside; checksums are not computed. */
  public boolean present(String name) {
    return files(dataset(name)).stream()
        .allMatch(file -> bundled(file) || find(dataset(name), file).isPresent());
  }

  /** How the files of a dataset stand, with their checksums computed. */
  public List<Item> check(String name) {
    List<Item> items = new ArrayList<>();
    for (DataFile file : files(dataset(name))) {
      Optional<Path> found = find(dataset(name), file);
      if (found.isEmpty()) {
        items.add(new Item(file, target(file), bundled(file) ? State.BUNDLED : State.ABSENT));
      } else {
        items.add(new Item(file, found.get(), right(file, found.get()) ? State.HERE : State.WRONG));
      }
    }
    return items;
  }

  private static boolean right(DataFile file, Path path) {
    try {
      return file.sha256().isEmpty() || Sha256.of(path).equals(file.sha256().get());
    } catch (IOException e) {
      throw KvlabException.run(path + " cannot be read; check your rights", e);
    }
  }

  /**
   * Fetches what is missing of a dataset.
   *
   * @return how its files stand afterwards
   * @throws KvlabException when something cannot be had
   */
  public List<Item> get(String name, TransferProgress progress, Licences licences) {
    Dataset dataset = dataset(name);
    List<DataFile> missing = new ArrayList<>();
    for (Item item : check(name)) {
      if (item.state() == State.WRONG && item.path().equals(target(item.file()))) {
        delete(item.path());
        missing.add(item.file());
      } else if (item.state() == State.ABSENT) {
        missing.add(item.file());
      } else if (item.state() == State.WRONG) {
        throw KvlabException.run(
            "%s is not the file that '%s' means; move it away or replace it"
                .formatted(item.path(), name));
      }
    }
    if (!missing.isEmpty()) {
      fetch(dataset, missing, progress, licences);
    }
    return check(name);
  }

  private void fetch(
      Dataset dataset, List<DataFile> missing, TransferProgress progress, Licences licences) {
    if (options.offline()) {
      throw KvlabException.run(
          "'%s' is not here, and HF_HUB_OFFLINE forbids to fetch it; unset it or put its files below %s"
              .formatted(dataset.name(), target(missing.get(0)).getParent()));
    }
    licences.show(dataset.name(), dataset.licence(), dataset.source());
    WebFiles web = new WebFiles(options, progress);
    Map<String, Map<String, Path>> archives = new LinkedHashMap<>();
    Map<String, String> sums = new LinkedHashMap<>();
    for (DataFile file : missing) {
      String address = address(dataset, file);
      if (file.member().isPresent()) {
        String member = file.member().get();
        archives.computeIfAbsent(address, a -> new LinkedHashMap<>()).put(member, target(file));
        file.sha256().ifPresent(sum -> sums.put(member, sum));
      } else {
        web.fetch(address, file.sha256(), target(file));
      }
    }
    archives.forEach((address, members) -> web.fetchMembers(address, members, sums));
  }

  private String address(Dataset dataset, DataFile file) {
    return file.url()
        .orElseThrow(
            () ->
                KvlabException.run(
                    "the file %s of '%s' has no address to be fetched from; put it at %s"
                        .formatted(file.path(), dataset.name(), target(file))));
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw KvlabException.run(path + " cannot be deleted; check your rights", e);
    }
  }

  private Path target(DataFile file) {
    Path root = options.cache().resolve("data").normalize();
    Path target = root.resolve(file.path()).normalize();
    if (!target.startsWith(root) || target.equals(root)) {
      throw KvlabException.run(
          "the manifest's file %s lies outside of the data folder; give it a relative path without '..'"
              .formatted(file.path()));
    }
    return target;
  }

  private Optional<Path> find(Dataset dataset, DataFile file) {
    return Stream.concat(dataset.folder().stream(), folders.stream())
        .map(folder -> folder.resolve(file.path()))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static boolean bundled(DataFile file) {
    return file.resource().filter(name -> Manifest.resource(name).isPresent()).isPresent();
  }

  private static List<DataFile> files(Dataset dataset) {
    LinkedHashSet<DataFile> files = new LinkedHashSet<>();
    dataset.splits().values().forEach(split -> files.addAll(split.files()));
    if (dataset.shots() instanceof Shots.FromText text) {
      files.add(text.file());
    }
    return List.copyOf(files);
  }

  private Dataset dataset(String name) {
    return manifest
        .dataset(name)
        .orElseThrow(
            () ->
                KvlabException.usage(
                    "there is no dataset '%s'; there are: %s"
                        .formatted(name, String.join(", ", manifest.datasets().keySet()))));
  }
}
