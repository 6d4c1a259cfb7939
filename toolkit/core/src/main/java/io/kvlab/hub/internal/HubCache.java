package io.kvlab.hub.internal;

import io.kvlab.internal.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The cache as the hub's own tools lay it out: {@code REPO/blobs/ETAG} holds contents, {@code
 * REPO/snapshots/COMMIT/FILE} links to them, {@code REPO/refs/REVISION} says what commit a branch
 * was.
 */
final class HubCache {
  private final Path root;

  HubCache(Path root) {
    this.root = root;
  }

  /** Commits, branches and tags as git allows them, without what could lead to another folder. */
  private static final Pattern REVISION =
      Pattern.compile("[0-9A-Za-z_][0-9A-Za-z._+-]*(/[0-9A-Za-z_][0-9A-Za-z._+-]*)*");

  /** Whether a text can be the name of a revision. */
  static boolean isRevision(String revision) {
    return revision.length() <= 200 && REVISION.matcher(revision).matches();
  }

  static boolean isCommit(String revision) {
    return revision.matches("[0-9a-f]{40}");
  }

  /**
   * A content.
   *
   * @param etag its sha256 for a large file, its git name for a small one
   */
  record Blob(String etag, long size) {
    static Blob of(Http.Answer head, URI address) throws IOException {
      String etag =
          head.header("X-Linked-Etag")
              .or(() -> head.header("ETag"))
              .map(tag -> tag.replaceFirst("^W/", "").replace("\"", ""))
              .filter(tag -> tag.matches("[0-9A-Za-z_-][0-9A-Za-z._-]*"))
              .orElseThrow(
                  () -> new IOException(address.getHost() + " does not name the content (ETag)"));
      long size = head.header("X-Linked-Size").map(Long::parseLong).orElse(-1L);
      return new Blob(etag, size >= 0 ? size : head.status() == 200 ? head.length() : -1);
    }

    void verify(Path file) throws IOException {
      if (size >= 0 && Files.size(file) != size) {
        throw new IOException("%d bytes arrived, not %d".formatted(Files.size(file), size));
      }
      String is =
          switch (etag.length()) {
            case 64 -> Sha256.of(file);
            case 40 -> GitName.of(file);
            default -> etag;
          };
      if (!is.equals(etag)) {
        throw new IOException(
            "wrong bytes arrived: their checksum is %s, not %s".formatted(is, etag));
      }
    }
  }

  private Path folder(HubRepo repo) {
    return root.resolve(repo.folder());
  }

  Path blob(HubRepo repo, Blob blob) {
    return folder(repo).resolve("blobs").resolve(blob.etag());
  }

  Path snapshot(HubRepo repo, String commit) {
    return folder(repo).resolve("snapshots").resolve(commit);
  }

  /** The commit that a revision is known to be. */
  Optional<String> commit(HubRepo repo, String revision) {
    if (isCommit(revision)) {
      return Optional.of(revision);
    }
    try {
      Path ref = ref(repo, revision);
      return Files.isRegularFile(ref)
          ? Optional.of(Files.readString(ref).strip()).filter(HubCache::isCommit)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Path ref(HubRepo repo, String revision) throws IOException {
    if (!isRevision(revision)) {
      throw new IOException("not the name of a revision: " + revision);
    }
    return folder(repo).resolve("refs").resolve(revision);
  }

  /** A file of a snapshot, whether it is there or not; empty if its name leads out of it. */
  Optional<Path> file(HubRepo repo, String commit, String file) {
    Path snapshot = snapshot(repo, commit).normalize();
    try {
      return Optional.of(snapshot.resolve(file).normalize())
          .filter(path -> path.startsWith(snapshot) && !path.equals(snapshot));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * The folder of a file to be written, made where it is missing. Links may have been laid in a
   * cache that others can write to; nothing is written through one.
   */
  private Path folderOf(HubRepo repo, Path file) throws IOException {
    Path parent = Objects.requireNonNull(file.getParent(), "a file of a repository has a folder");
    Files.createDirectories(parent);
    if (!parent.toRealPath().startsWith(folder(repo).toRealPath())) {
      throw new IOException(
          parent + " is a link that leads out of the cache; remove it, or set HF_HUB_CACHE");
    }
    return parent;
  }

  void remember(HubRepo repo, String revision, String commit) throws IOException {
    if (!isCommit(revision)) {
      Path ref = ref(repo, revision);
      folderOf(repo, ref);
      if (Files.isSymbolicLink(ref)) {
        Files.delete(ref);
      }
      Files.writeString(ref, commit);
    }
  }

  /** Makes a content visible under its name; a copy where links cannot be made. */
  void link(HubRepo repo, String commit, String file, Blob blob) throws IOException {
    Path link =
        file(repo, commit, file)
            .orElseThrow(() -> new IOException("the hub names a file outside its folder: " + file));
    Path parent = folderOf(repo, link);
    Path content = blob(repo, blob);
    if (Files.isSymbolicLink(link) && !Files.exists(link)) {
      Files.delete(link);
    }
    try {
      Files.createSymbolicLink(link, parent.relativize(content));
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (UnsupportedOperationException | IOException e) {
      Files.copy(content, link);
    }
  }
}
