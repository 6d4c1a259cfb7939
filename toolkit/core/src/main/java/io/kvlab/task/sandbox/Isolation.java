package io.kvlab.task.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The ways to shut a process in, as command lines; the best that works is taken. */
sealed interface Isolation {
  /**
   * The command that runs {@code python}, which reads its program from the standard input.
   *
   * @param user an unused user id for this run, for those ways that need one
   */
  List<String> command(Path python, Limits limits, int user);

  /** Bubblewrap: namespaces of its own for everything, an almost empty file system. */
  record Bubblewrap(Path bwrap, boolean root) implements Isolation {
    @Override
    public List<String> command(Path python, Limits limits, int user) {
      List<String> command = new ArrayList<>();
      if (root) {
        command.addAll(asUser(user));
      }
      command.addAll(
          List.of(
              bwrap.toString(),
              "--unshare-all",
              "--die-with-parent",
              "--new-session",
              "--clearenv",
              "--cap-drop",
              "ALL",
              "--dev",
              "/dev",
              "--size",
              Long.toString(4 * limits.fileBytes()),
              "--tmpfs",
              "/work"));
      for (String folder : System.FOLDERS) {
        Path path = Path.of(folder);
        if (Files.isSymbolicLink(path)) {
          command.addAll(List.of("--symlink", System.target(path), folder));
        } else if (Files.isDirectory(path)) {
          command.addAll(List.of("--ro-bind", folder, folder));
        }
      }
      System.prefix(python)
          .ifPresent(p -> command.addAll(List.of("--ro-bind", p.toString(), p.toString())));
      // Bubblewrap's root is a file system in memory that belongs to the program's user.
      command.addAll(List.of("--remount-ro", "/", "--chdir", "/work"));
      command.addAll(limited(python, limits));
      return command;
    }
  }

  /**
   * Namespaces by {@code unshare}, a file system made of read-only views of the system's folders,
   * and limits by {@code prlimit}.
   *
   * @param root whether this process may make namespaces itself: then the program runs as a user of
   *     its own; otherwise a user namespace is made
   */
  record Unshare(boolean root) implements Isolation {
    @Override
    public List<String> command(Path python, Limits limits, int user) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "/usr/bin/unshare",
                  "--mount",
                  "--pid",
                  "--net",
                  "--ipc",
                  "--uts",
                  "--fork",
                  "--kill-child=SIGKILL"));
      if (!root) {
        command.addAll(List.of("--user", "--map-root-user"));
      }
      command.addAll(List.of("/bin/sh", "-e", "-c", script(python, limits), "sandbox"));
      // The first process of the namespace keeps its user, so that it dies with its parent; with it
      // dies everything in the namespace.
      long seconds = limits.wall().toSeconds() + 2;
      command.addAll(List.of("/usr/bin/timeout", "--signal=KILL", Long.toString(seconds)));
      if (root) {
        command.addAll(asUser(user));
      } else {
        command.addAll(
            List.of(
                "/usr/bin/setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"));
      }
      command.addAll(limited(python, limits));
      return command;
    }

    private static String script(Path python, Limits limits) {
      StringBuilder script = new StringBuilder();
      script.append("PATH=/usr/sbin:/usr/bin:/sbin:/bin\n");
      script.append(
          "mount -t tmpfs -o size=%d,mode=755,nosuid,nodev none /tmp\n"
              .formatted(4 * limits.fileBytes()));
      script.append("cd /tmp; mkdir dev work old proc\n");
      // A mount of its own stays writable when the root becomes read-only.
      script.append("mount --bind work work; chmod 777 work\n");
      for (String device : List.of("null", "zero", "urandom")) {
        script.append(": > dev/%1$s; mount --bind /dev/%1$s dev/%1$s\n".formatted(device));
      }
      for (String folder : System.FOLDERS) {
        Path path = Path.of(folder);
        if (Files.isSymbolicLink(path)) {
          script.append("ln -s %s .%s\n".formatted(quoted(System.target(path)), folder));
        } else if (Files.isDirectory(path)) {
          script.append(view(folder));
        }
      }
      System.prefix(python).ifPresent(prefix -> script.append(view(prefix.toString())));
      // umount reads /proc, so a view of it stays until the old root is gone.
      script.append("mount -t proc none proc 2>/dev/null || mount --rbind /proc proc\n");
      script.append("pivot_root . old\ncd /work\nmount -o remount,bind,ro /\n");
      script.append("umount -l /old\numount -l /proc\n");
      script.append("exec \"$@\"\n");
      return script.toString();
    }

    private static String view(String folder) {
      String in = quoted(folder);
      String at = quoted("." + folder);
      return """
      mkdir -p %2$s; mount --rbind %1$s %2$s
      mount -o remount,bind,ro,nosuid,nodev %2$s 2>/dev/null || mount -o remount,bind,ro %2$s
      """
          .formatted(in, at);
    }

    private static String quoted(String text) {
      return "'" + text.replace("'", "'\\''") + "'";
    }
  }

  private static List<String> asUser(int user) {
    return List.of(
        "/usr/bin/setpriv",
        "--reuid=" + user,
        "--regid=" + user,
        "--clear-groups",
        "--no-new-privs",
        "--bounding-set=-all",
        "--inh-caps=-all");
  }

  private static List<String> limited(Path python, Limits limits) {
    return List.of(
        "/usr/bin/prlimit",
        "--as=" + limits.memoryBytes(),
        "--cpu=" + limits.cpuSeconds(),
        "--nproc=" + limits.processes(),
        "--fsize=" + limits.fileBytes(),
        "--nofile=64",
        "--core=0",
        "--",
        python.toString(),
        "-I",
        "-");
  }

  /** What of this machine a program sees. */
  final class System {
    static final List<String> FOLDERS = List.of("/usr", "/bin", "/lib", "/lib64", "/lib32");

    private System() {}

    static String target(Path link) {
      try {
        return Files.readSymbolicLink(link).toString();
      } catch (java.io.IOException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The folder of a Python that is not the system's. */
    static Optional<Path> prefix(Path python) {
      Path bin = python.getParent();
      return python.startsWith("/usr") || python.startsWith("/bin") || bin == null
          ? Optional.empty()
          : Optional.ofNullable(bin.getParent());
    }

    /** The first of these programs that is there. */
    static Optional<Path> program(String... places) {
      return Stream.of(places).map(Path::of).filter(Files::isExecutable).findFirst();
    }
  }
}
