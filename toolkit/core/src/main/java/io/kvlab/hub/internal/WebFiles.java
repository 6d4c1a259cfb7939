package io.kvlab.hub.internal;

import io.kvlab.hub.transfer.HubOptions;
import io.kvlab.hub.transfer.TransferProgress;
import io.kvlab.internal.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/** Files at plain addresses or at the hub, as single files on this machine. */
public final class WebFiles {
  private final HubOptions options;
  private final TransferProgress progress;
  private final Hub hub;

  public WebFiles(HubOptions options, TransferProgress progress) {
    this.options = options;
    this.progress = progress;
    this.hub = new Hub(options, progress);
  }

  /**
   * Fetches the file at an address to {@code target}.
   *
   * @param sha256 of the file, where it is known
   */
  public void fetch(String address, Optional<String> sha256, Path target) {
    Optional<HubRepo.File> atHub = HubRepo.parse(address);
    String name = target.getFileName().toString();
    try {
      if (atHub.isEmpty()) {
        Download download = new Download(new Http(options), progress);
        download.fetch(URI.create(address), target, name, -1, file -> verify(file, sha256));
        return;
      }
      Path partial = target.resolveSibling(name + ".incomplete");
      Files.createDirectories(target.getParent());
      Files.copy(fromHub(atHub.get()), partial, StandardCopyOption.REPLACE_EXISTING);
      verify(partial, sha256);
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw HubErrors.transfer(name + " from " + address, e);
    }
  }

  /**
   * Fetches an archive and takes members out of it.
   *
   * @param members what is taken, by member
   * @param sha256 of the members, where they are known
   */
  public void fetchMembers(String address, Map<String, Path> members, Map<String, String> sha256) {
    Optional<HubRepo.File> atHub = HubRepo.parse(address);
    try {
      Path archive = atHub.isPresent() ? fromHub(atHub.get()) : archive(address);
      String name = Path.of(URI.create(address).getPath()).getFileName().toString();
      Map<String, Path> partials = new LinkedHashMap<>();
      for (Map.Entry<String, Path> member : members.entrySet()) {
        Path target = member.getValue();
        Files.createDirectories(target.getParent());
        partials.put(member.getKey(), target.resolveSibling(target.getFileName() + ".incomplete"));
      }
      Archives.extract(archive, name, partials);
      for (Map.Entry<String, Path> member : members.entrySet()) {
        Path partial = partials.getOrDefault(member.getKey(), member.getValue());
        verify(partial, Optional.ofNullable(sha256.get(member.getKey())));
        Files.move(partial, member.getValue(), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw HubErrors.transfer(address, e);
    }
  }

  private Path fromHub(HubRepo.File file) {
    return hub.file(file.repo(), file.revision(), file.path());
  }

  /** An archive is kept, since several files of a dataset come from it. */
  private Path archive(String address) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(address.getBytes(StandardCharsets.UTF_8));
    String name = Path.of(URI.create(address).getPath()).getFileName().toString();
    Path target =
        options
            .cache()
            .resolve("archives")
            .resolve(HexFormat.of().toHexDigits(crc.getValue(), 8) + "-" + name);
    new Download(new Http(options), progress)
        .fetch(URI.create(address), target, name, -1, file -> {});
    return target;
  }

  private static void verify(Path file, Optional<String> sha256) throws IOException {
    if (sha256.isEmpty()) {
      return;
    }
    String is = Sha256.of(file);
    if (!is.equals(sha256.get())) {
      throw new IOException(
          "its sha256 is %s, not %s: the source has changed or the transfer was damaged"
              .formatted(is, sha256.get()));
    }
  }
}
