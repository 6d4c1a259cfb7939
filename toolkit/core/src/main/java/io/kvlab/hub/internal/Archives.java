package io.kvlab.hub.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Members of zip and tar archives. */
final class Archives {
  private Archives() {}

  /**
   * Writes members of an archive to files, in one pass.
   *
   * @param name of the archive: {@code .zip}, {@code .tar}, {@code .tar.gz} or {@code .tgz}
   * @throws IOException when it cannot be read or lacks a member
   */
  /** Text deflates to a twentieth; what unfolds further than this is a bomb. */
  private static final long STEEPEST = 250;

  private static final long SMALL = 1 << 20;

  /** Stops a bomb before it fills the disk. */
  private static void copy(InputStream in, Path target, long archive) throws IOException {
    long left = SMALL + STEEPEST * archive;
    byte[] chunk = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(target)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        left -= n;
        if (left < 0) {
          throw new IOException("the archive unfolds to more than " + STEEPEST + " times its size");
        }
        out.write(chunk, 0, n);
      }
    }
  }

  static void extract(Path archive, String name, Map<String, Path> members) throws IOException {
    Set<String> found =
        name.endsWith(".zip") ? fromZip(archive, members) : fromTar(archive, name, members);
    for (String member : members.keySet()) {
      if (!found.contains(member)) {
        throw new IOException("the archive %s has no member %s".formatted(name, member));
      }
    }
  }

  private static Set<String> fromZip(Path archive, Map<String, Path> members) throws IOException {
    Set<String> found = new HashSet<>();
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      for (Map.Entry<String, Path> member : members.entrySet()) {
        ZipEntry entry = zip.getEntry(member.getKey());
        if (entry != null) {
          try (InputStream in = zip.getInputStream(entry)) {
            copy(in, member.getValue(), Files.size(archive));
          }
          found.add(member.getKey());
        }
      }
    }
    return found;
  }

  private static Set<String> fromTar(Path archive, String name, Map<String, Path> members)
      throws IOException {
    Set<String> found = new HashSet<>();
    boolean packed = name.endsWith(".gz") || name.endsWith(".tgz");
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        InputStream plain = packed ? new GZIPInputStream(file) : file;
        TarArchiveInputStream tar = new TarArchiveInputStream(plain)) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String member = entry.getName().replaceFirst("^\\./", "");
        Path target = members.get(member);
        // a link counts as a file here, and would leave an empty one
        boolean plainFile = entry.isFile() && !entry.isSymbolicLink() && !entry.isLink();
        if (plainFile && target != null) {
          copy(tar, target, Files.size(archive));
          found.add(member);
        }
      }
    }
    return found;
  }
}
