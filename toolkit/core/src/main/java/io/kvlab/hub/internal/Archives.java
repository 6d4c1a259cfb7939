package io.kvlab.hub.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
            Files.copy(in, member.getValue(), StandardCopyOption.REPLACE_EXISTING);
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
        if (entry.isFile() && target != null) {
          Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
          found.add(member);
        }
      }
    }
    return found;
  }
}
