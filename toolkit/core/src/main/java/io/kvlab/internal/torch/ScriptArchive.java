package io.kvlab.internal.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Turns TorchScript source (top-level functions) into the archive that libtorch loads: an
 * uncompressed zip with the pickled, empty module {@code M} and its code.
 *
 * <p>An archive knows functions only by their full name and runs only methods, so calls between the
 * source's own functions are written out as {@code __torch__.name(...)} and each function gets a
 * method of the same name on {@code M}.
 */
final class ScriptArchive {
  /** The archive format of libtorch 2; older numbers would rewrite some operators on loading. */
  private static final String FORMAT_VERSION = "10\n";

  private static final Pattern FUNCTION =
      Pattern.compile("(?m)^def (\\w+)\\(([^)]*)\\)\\s*->\\s*([^\\n]+):\\s*(?:#.*)?$");

  private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};

  private ScriptArchive() {}

  static byte[] pack(String source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "m/data.pkl", emptyModule());
      store(zip, "m/code/__torch__.py", code(source).getBytes(StandardCharsets.UTF_8));
      store(zip, "m/constants.pkl", EMPTY_TUPLE);
      store(zip, "m/version", FORMAT_VERSION.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The source with qualified calls, followed by class {@code M} and its methods. */
  static String code(String source) {
    List<String> names = new ArrayList<>();
    StringBuilder methods = new StringBuilder();
    Matcher function = FUNCTION.matcher(source);
    while (function.find()) {
      String name = function.group(1);
      names.add(name);
      String parameters = function.group(2).strip();
      String separator = parameters.isEmpty() ? "" : ", ";
      methods
          .append("  def ")
          .append(name)
          .append("(self: __torch__.M")
          .append(separator)
          .append(parameters)
          .append(") -> ")
          .append(function.group(3))
          .append(":\n")
          .append("    return __torch__.")
          .append(name)
          .append('(')
          .append(argumentNames(parameters))
          .append(")\n");
    }
    String qualified = source;
    if (!names.isEmpty()) {
      String call = "(?<![\\w.])(?<!def )(" + String.join("|", names) + ")\\(";
      qualified = Pattern.compile(call).matcher(source).replaceAll("__torch__.$1(");
    }
    return qualified
        + "\nclass M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
        + methods;
  }

  private static String argumentNames(String parameters) {
    Matcher name = Pattern.compile("(\\w+)\\s*:").matcher(parameters);
    List<String> names = new ArrayList<>();
    while (name.find()) {
      names.add(name.group(1));
    }
    return String.join(", ", names);
  }

  /** Pickle, protocol 2: an instance of {@code __torch__.M} with {@code training = False}. */
  private static byte[] emptyModule() {
    ByteArrayOutputStream pickle = new ByteArrayOutputStream();
    pickle.writeBytes(new byte[] {(byte) 0x80, 2});
    pickle.writeBytes("c__torch__\nM\n)".getBytes(StandardCharsets.US_ASCII));
    pickle.write(0x81); // NEWOBJ
    byte[] key = "training".getBytes(StandardCharsets.US_ASCII);
    pickle.writeBytes(new byte[] {'}', '(', 'X', (byte) key.length, 0, 0, 0});
    pickle.writeBytes(key);
    pickle.writeBytes(new byte[] {(byte) 0x89, 'u', 'b', '.'}); // False, SETITEMS, BUILD, STOP
    return pickle.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    CRC32 crc = new CRC32();
    crc.update(content);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
