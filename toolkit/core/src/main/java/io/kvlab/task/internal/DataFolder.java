package io.kvlab.task.internal;

import io.kvlab.KvlabException;
import io.kvlab.internal.Sha256;
import io.kvlab.manifest.DataFile;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.Manifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Finds the files of datasets on this machine and reads them. */
public final class DataFolder {
  /** Text deflates to a twentieth. */
  private static final long STEEPEST = 250;

  private static final long SMALL = 1 << 20;

  private final List<Path> folders;

  public DataFolder(List<Path> folders) {
    this.folders = folders;
  }

  /** A file's bytes, unpacked, and the sha256 of the file as it lies there. */
  public record Content(String name, byte[] bytes, String sha256) {}

  /**
   * Reads a file of a dataset.
   *
   * @throws KvlabException when it is nowhere, or is not the one the manifest means
   */
  public Content read(Dataset dataset, DataFile file) {
    Optional<Path> found = find(dataset, file);
    byte[] packed;
    if (found.isPresent()) {
      packed = bytes(found.get());
    } else {
      packed = resource(file).orElseThrow(() -> missing(dataset, file));
    }
    String sha256 = Sha256.of(packed);
    if (file.sha256().isPresent() && !file.sha256().get().equalsIgnoreCase(sha256)) {
      throw KvlabException.run(
          "%s is not the file that '%s' means: its sha256 is %s, not %s; fetch it again, or name your file with a manifest of your own"
              .formatted(
                  found.map(Path::toString).orElse(file.path()),
                  dataset.name(),
                  sha256,
                  file.sha256().get()));
    }
    String shown = found.map(Path::toString).orElse(file.path());
    return new Content(nameOf(file.path()), unpacked(shown, packed), sha256);
  }

  /** Reads a file that the user named. */
  public static Content read(Path file) {
    byte[] packed = bytes(file);
    return new Content(
        nameOf(file.toString()), unpacked(file.toString(), packed), Sha256.of(packed));
  }

  /** Beside the user's manifest first, then in the data folders. */
  private Optional<Path> find(Dataset dataset, DataFile file) {
    return Stream.concat(dataset.folder().stream(), folders.stream())
        .map(folder -> folder.resolve(file.path()))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Optional<byte[]> resource(DataFile file) {
    if (file.resource().isEmpty()) {
      return Optional.empty();
    }
    Optional<InputStream> resource = Manifest.resource(file.resource().get());
    if (resource.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = resource.get()) {
      return Optional.of(in.readAllBytes());
    } catch (IOException e) {
      throw KvlabException.run("the bundled " + file.path() + " cannot be read", e);
    }
  }

  private KvlabException missing(Dataset dataset, DataFile file) {
    String looked =
        Stream.concat(dataset.folder().stream(), folders.stream())
            .map(Path::toString)
            .distinct()
            .collect(Collectors.joining(" or "));
    String manifest = dataset.folder().isEmpty() ? "" : "--manifest " + dataset.declaredIn() + " ";
    String way =
        file.url().isPresent() || dataset.folder().isEmpty()
            ? "fetch it with: kvlab %sdata get %s".formatted(manifest, dataset.name())
            : "check its path in " + dataset.declaredIn();
    return KvlabException.run(
        "the file %s of '%s' is not here (%s); %s"
            .formatted(
                file.path(),
                dataset.name(),
                looked.isEmpty() ? "KVLAB_DATA is not set" : "it is not below " + looked,
                way));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw KvlabException.run(
          "%s cannot be read (%s); check the path and your rights"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  /**
   * Unpacks twice: once to learn the size, holding nothing, so that a bomb is refused before it
   * takes memory.
   */
  private static byte[] unpacked(String name, byte[] bytes) {
    if (!name.endsWith(".gz")) {
      return bytes;
    }
    long size = 0;
    long most = SMALL + STEEPEST * bytes.length;
    byte[] chunk = new byte[1 << 16];
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        size += n;
        if (size > Math.min(most, Integer.MAX_VALUE - 8)) {
          throw KvlabException.run(
              name + " unfolds to more than " + STEEPEST + " times its size; it is not read");
        }
      }
    } catch (IOException e) {
      throw KvlabException.run(name + " is no whole gzip file; fetch it again", e);
    }
    byte[] unpacked = new byte[(int) size];
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      int read = in.readNBytes(unpacked, 0, unpacked.length);
      return read == unpacked.length ? unpacked : Arrays.copyOf(unpacked, read);
    } catch (IOException e) {
      throw KvlabException.run(name + " is no whole gzip file; fetch it again", e);
    }
  }

  private static String nameOf(String path) {
    return Path.of(path).getFileName().toString();
  }
}
