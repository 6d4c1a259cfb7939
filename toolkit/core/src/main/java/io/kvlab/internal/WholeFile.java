package io.kvlab.internal;

import io.kvlab.KvlabException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Files for the user: what is found under their name is what was there before or the new content,
 * all of it, whatever happens to the process or the disk in between.
 */
public final class WholeFile {
  /** What goes into a file. */
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private WholeFile() {}

  /** Writes a text in UTF-8. */
  public static void write(Path file, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    write(file, out -> out.write(bytes));
  }

  /**
   * Writes beside the file, and takes its place once everything is on the disk. A link is followed;
   * what is no file (a pipe, {@code /dev/stdout}) is written as it is.
   *
   * @throws KvlabException with what is in the way
   */
  public static void write(Path file, Content content) {
    try {
      if (isStream(file)) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
          content.writeTo(out);
        }
        return;
      }
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      replace(target, content);
    } catch (IOException e) {
      throw refused(file, e);
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      throw refused(file, cause == null ? new IOException(e) : cause);
    }
  }

  /** A pipe or a device, also where a redirection has led it to a file that others write to. */
  private static boolean isStream(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    return (absolute.startsWith("/dev") && !absolute.startsWith("/dev/shm"))
        || absolute.startsWith("/proc")
        || (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file));
  }

  private static void replace(Path target, Content content) throws IOException {
    if (Files.isDirectory(target)) {
      throw new IOException("it is a folder");
    }
    Path part = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(part, StandardOpenOption.CREATE_NEW), 1 << 16)) {
        content.writeTo(out);
      }
      try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
        written.force(true);
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteQuietly(part);
    }
  }

  private static KvlabException refused(Path file, IOException e) {
    String why =
        e instanceof NoSuchFileException
            ? "its folder does not exist; create it, or name another file"
            : e instanceof AccessDeniedException
                ? "permission denied; name a file in a folder that you may write"
                : e.getMessage() + "; check its folder and the free space, or name another file";
    return KvlabException.run(file + " cannot be written: " + why + ".", e);
  }

  private static void deleteQuietly(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException ignored) {
      // The failure that left it behind is the one to report.
    }
  }
}
