package io.kvlab.hub.internal;

import io.kvlab.hub.transfer.TransferProgress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * One file from an address. It grows as {@code NAME.incomplete} beside its place, goes on where an
 * earlier attempt or run was cut, is verified whole, and only then takes its name.
 */
final class Download {
  /** Says whether a whole file is the right one. */
  interface Check {
    /**
     * @throws IOException with what is wrong
     */
    void verify(Path file) throws IOException;
  }

  private final Http http;
  private final TransferProgress progress;

  Download(Http http, TransferProgress progress) {
    this.http = http;
    this.progress = progress;
  }

  /**
   * Fetches a file unless it is there already. Wrong bytes are thrown away and fetched once more
   * from the beginning.
   *
   * @param name for the progress
   * @param size of the whole file; -1 where it is not known
   */
  void fetch(URI address, Path target, String name, long size, Check check) throws IOException {
    Files.createDirectories(target.getParent());
    Path lockFile = target.resolveSibling(".locks").resolve(target.getFileName() + ".lock");
    Files.createDirectories(lockFile.getParent());
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel)) {
      if (!lock.isValid() || Files.exists(target)) {
        return;
      }
      Path partial = target.resolveSibling(target.getFileName() + ".incomplete");
      boolean resumed = Files.exists(partial) && Files.size(partial) > 0;
      try {
        transfer(address, partial, name, size, check);
      } catch (WrongBytes e) {
        if (!resumed) {
          throw e;
        }
        transfer(address, partial, name, size, check);
      }
      move(partial, target);
    }
  }

  /** Another thread of this process may hold the lock: then it is waited for as for any other. */
  private static FileLock lock(FileChannel channel) throws IOException {
    while (true) {
      try {
        return channel.lock();
      } catch (OverlappingFileLockException e) {
        try {
          Thread.sleep(50);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted while another transfer of the same file runs", e);
        }
      }
    }
  }

  private void transfer(URI address, Path partial, String name, long size, Check check)
      throws IOException {
    http.retrying(
        () -> {
          attempt(address, partial, name, size);
          return true;
        });
    try {
      check.verify(partial);
    } catch (IOException e) {
      Files.deleteIfExists(partial);
      throw new WrongBytes(e);
    }
  }

  private void attempt(URI address, Path partial, String name, long size) throws IOException {
    if (Files.isSymbolicLink(partial)) {
      Files.delete(partial); // whoever laid it does not choose what is overwritten
    }
    long have = Files.exists(partial) ? Files.size(partial) : 0;
    if (size >= 0 && have == size) {
      return;
    }
    if (size >= 0 && have > size) {
      Files.delete(partial);
      have = 0;
    }
    Map<String, String> headers =
        have > 0
            ? Map.of("Range", "bytes=" + have + "-", "Accept-Encoding", "identity")
            : Map.of("Accept-Encoding", "identity");
    try (Http.Answer answer = http.get(address, headers)) {
      boolean goesOn =
          answer.status() == 206
              && answer.header("Content-Range").orElse("").startsWith("bytes " + have + "-");
      if (!goesOn && answer.status() == 206) {
        Files.deleteIfExists(partial);
        throw new IOException(address.getHost() + " sent another part than was asked for");
      }
      long from = goesOn ? have : 0;
      long whole = answer.length() < 0 ? size : from + answer.length();
      long done = copy(answer.body(), partial, from, name, whole);
      if (whole >= 0 && done < whole) {
        throw new IOException(
            "the connection to %s broke after %d of %d bytes"
                .formatted(address.getHost(), done, whole));
      }
    } catch (HttpProblem e) {
      if (e.status() == 416) {
        Files.deleteIfExists(partial);
        throw new IOException("the part that was here does not fit the file any more", e);
      }
      throw e;
    }
  }

  private long copy(InputStream in, Path partial, long from, String name, long whole)
      throws IOException {
    long done = from;
    byte[] buffer = new byte[1 << 16];
    try (OutputStream out =
        from > 0
            ? Files.newOutputStream(partial, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS)
            : Files.newOutputStream(
                partial,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                LinkOption.NOFOLLOW_LINKS)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        done += n;
        progress.at(name, done, whole);
      }
    }
    return done;
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to);
    }
  }

  /** A whole file that is not the right one. */
  private static final class WrongBytes extends IOException {
    private static final long serialVersionUID = 1L;

    WrongBytes(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
