package io.kvlab.internal;

import io.kvlab.KvlabException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Text between this process and its system. Java decodes arguments, variables and file names by the
 * locale it was started in, and no property given to it changes that: under C or POSIX, which
 * containers and cron jobs have, every letter beyond ASCII silently becomes U+FFFD. The launcher
 * sees to a locale with UTF-8; a Java started otherwise is held against what it was given here.
 */
public final class SystemText {
  private static final char LOST = '\uFFFD';
  private static final Pattern READ = Pattern.compile("KVLAB_.*|HF_.*|XDG_.*|JUPYTER_.*|HOME");
  private static final List<String> PATHS = List.of("user.dir", "user.home", "java.class.path");

  private SystemText() {}

  /** Standard output and errors are UTF-8 from here on, whatever the locale. */
  public static void printUtf8() {
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
  }

  /**
   * Refuses to go on where letters were lost on the way into this process, or will be on the way
   * out of it.
   *
   * @throws KvlabException naming what holds them and how to start instead
   */
  public static void requireWhole(String... arguments) {
    Map<String, String> surroundings = new LinkedHashMap<>();
    for (String path : PATHS) {
      surroundings.put("the path in " + path, System.getProperty(path, ""));
    }
    System.getenv()
        .forEach(
            (name, value) -> {
              if (READ.matcher(name).matches()) {
                surroundings.put("the variable " + name, value);
              }
            });
    requireWhole(encoding(), List.of(arguments), surroundings, SystemText::commandLine);
  }

  static void requireWhole(
      String encoding,
      List<String> arguments,
      Map<String, String> surroundings,
      Supplier<byte[]> commandLine) {
    if (isUtf8(encoding)) {
      if (arguments.stream().anyMatch(it -> it.indexOf(LOST) >= 0) && !isUtf8(commandLine.get())) {
        throw KvlabException.usage(
            "The command line is not UTF-8 text; convert it, for instance with"
                + " iconv -f ISO-8859-1 -t UTF-8, or put the statement into a file and give its"
                + " name.");
      }
      return;
    }
    Map<String, String> given = new LinkedHashMap<>(surroundings);
    arguments.forEach(argument -> given.put("the argument '" + argument + "'", argument));
    given.forEach(
        (what, text) -> {
          if (text.chars().anyMatch(c -> c > 127)) {
            throw KvlabException.usage(what + " holds letters that are lost: " + wayOut(encoding));
          }
        });
  }

  /** Why a text is no path, where that is because of the locale; otherwise what Java says. */
  public static String noPath(String text, String reason) {
    return isUtf8(encoding()) || text.chars().allMatch(c -> c <= 127)
        ? "'" + text.replace('\0', LOST) + "' is no file name (" + reason + ")."
        : "The file '" + text + "' cannot be named: " + wayOut(encoding());
  }

  private static String wayOut(String encoding) {
    return "this Java was started in a locale without UTF-8 ("
        + encoding
        + "); start it with LC_ALL=C.UTF-8, or by ./kvlab, which sees to that.";
  }

  private static String encoding() {
    return System.getProperty("sun.jnu.encoding", "UTF-8");
  }

  private static boolean isUtf8(String encoding) {
    return encoding.equalsIgnoreCase("UTF-8") || encoding.equalsIgnoreCase("UTF8");
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The bytes as they were given; where the system does not tell, bytes that are no text. */
  private static byte[] commandLine() {
    try {
      return Files.readAllBytes(Path.of("/proc/self/cmdline"));
    } catch (IOException e) {
      return new byte[] {(byte) 0xff};
    }
  }

  private static PrintStream utf8(FileDescriptor stream) {
    return new PrintStream(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
  }
}
