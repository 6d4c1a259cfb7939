package io.kvlab.hub.internal;

import io.kvlab.KvlabException;
import io.kvlab.internal.Sha256;
import io.kvlab.manifest.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** A model that ships inside: unpacked once, since weights are mapped from files. */
public final class Bundled {
  private static final List<String> FILES =
      List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json", "config.json");

  private Bundled() {}

  /**
   * The folder with the files of a bundled model.
   *
   * @param resource its folder among the manifest's resources
   * @param cache where it is unpacked, in a folder named by its content
   * @return empty when this build has no such model
   */
  public static Optional<Path> folder(String resource, Path cache) {
    try {
      Optional<String> sum = sha256(resource);
      if (sum.isEmpty()) {
        return Optional.empty();
      }
      String name = Path.of(resource).getFileName() + "-" + sum.get().substring(0, 12);
      Path target = cache.resolve(name);
      return Optional.of(
          ModelFiles.complete(target) ? target : settle(unpack(resource, cache), target));
    } catch (IOException e) {
      throw KvlabException.run(
          "the bundled model cannot be unpacked to %s (%s); set KVLAB_CACHE to a folder of yours"
              .formatted(cache, e.getMessage()),
          e);
    }
  }

  private static Path unpack(String resource, Path cache) throws IOException {
    Files.createDirectories(cache);
    Path fresh = Files.createTempDirectory(cache, "unpacking-");
    for (String file : FILES) {
      Optional<InputStream> found = Manifest.resource(resource + "/" + file);
      if (found.isPresent()) {
        try (InputStream in = found.get()) {
          Files.copy(in, fresh.resolve(file));
        }
      }
    }
    return fresh;
  }

  /** One hash over all files, so that a folder is never half of one build and half of another. */
  private static Optional<String> sha256(String resource) throws IOException {
    if (Manifest.resource(resource + "/model.safetensors").isEmpty()) {
      return Optional.empty();
    }
    StringBuilder sums = new StringBuilder();
    for (String file : FILES) {
      Optional<InputStream> found = Manifest.resource(resource + "/" + file);
      if (found.isPresent()) {
        try (InputStream in = found.get()) {
          sums.append(Sha256.of(in)).append("  ").append(file).append('\n');
        }
      }
    }
    return Optional.of(Sha256.of(sums.toString()));
  }

  private static Path settle(Path fresh, Path target) throws IOException {
    if (!ModelFiles.complete(target)) {
      try {
        return Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        if (!ModelFiles.complete(target)) {
          throw e;
        }
      }
    }
    for (String file : FILES) {
      Files.deleteIfExists(fresh.resolve(file));
    }
    Files.delete(fresh);
    return target;
  }
}
