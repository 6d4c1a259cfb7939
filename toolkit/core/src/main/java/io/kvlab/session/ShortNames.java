package io.kvlab.session;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What tables and plots call the models and texts of a statement. A path is called by its last
 * part, or by as many of its last parts as tell it from the others; any other name by itself.
 */
final class ShortNames {
  private ShortNames() {}

  /**
   * The names.
   *
   * @param names as the user wrote them
   * @return the short name of each
   */
  static Map<String, String> of(Collection<String> names) {
    Map<String, Path> paths = new HashMap<>();
    for (String name : names) {
      paths.put(name, path(name));
    }
    Map<String, String> shortened = new HashMap<>();
    paths.forEach((name, path) -> shortened.put(name, shortest(path, paths.values())));
    return shortened;
  }

  /** Whether {@code name}, as a user wrote it, can be called {@code shortName}. */
  static boolean matches(String name, String shortName) {
    return name.equals(shortName) || path(name).endsWith(Path.of(shortName));
  }

  private static Path path(String name) {
    try {
      Path path = Path.of(name);
      return path.getNameCount() > 1 || path.isAbsolute() || name.startsWith(".")
          ? path.toAbsolutePath().normalize()
          : path;
    } catch (InvalidPathException e) {
      return Path.of("name");
    }
  }

  private static String shortest(Path path, Collection<Path> all) {
    int parts = path.getNameCount();
    for (int kept = 1; kept < parts; kept++) {
      Path end = path.subpath(parts - kept, parts);
      if (all.stream().noneMatch(other -> !other.equals(path) && other.endsWith(end))) {
        return end.toString();
      }
    }
    return path.toString();
  }
}
