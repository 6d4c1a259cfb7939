package io.kvlab.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes to bytes and texts that break readers. */
final class Mutations {
  private static final List<String> POISON =
      List.of(
          "-1",
          "0",
          "1e999",
          "9223372036854775807",
          "9223372036854775808",
          "18446744073709551615",
          "NaN",
          "null",
          "true",
          "{}",
          "[]",
          "\"\"",
          "\"\\u0000\"",
          "\u0000",
          "\uffff",
          "\ud83d\ude00",
          "\u001b[2J",
          "../",
          "..\\",
          "/etc/passwd",
          "file:///etc/passwd",
          "http://169.254.169.254/",
          "<script>",
          "$(id)",
          "`id`",
          "\"; rm -rf /",
          "*x",
          "&x",
          "!!java.net.URL",
          "%s%n",
          "\r\n",
          "\t",
          "{",
          "[",
          "\"",
          "'",
          ":",
          "-",
          "#",
          ",");

  private Mutations() {}

  /** One to four changes of bytes: flipped, cut, doubled, overwritten. */
  static byte[] bytes(byte[] original, SplittableRandom random) {
    byte[] bytes = original;
    for (int i = random.nextInt(1, 5); i > 0 && bytes.length > 0; i--) {
      int at = random.nextInt(bytes.length);
      int to = Math.min(bytes.length, at + random.nextInt(1, 64));
      switch (random.nextInt(5)) {
        case 0 -> {
          bytes = bytes.clone();
          bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        case 1 -> bytes = Arrays.copyOf(bytes, at);
        case 2 -> bytes = joined(bytes, to, bytes, at);
        case 3 -> bytes = joined(bytes, at, bytes, to);
        default -> {
          bytes = bytes.clone();
          Arrays.fill(bytes, at, to, (byte) random.nextInt());
        }
      }
    }
    return bytes;
  }

  /** The first bytes of one, then all of the other from a place on. */
  private static byte[] joined(byte[] first, int length, byte[] second, int from) {
    byte[] joined = Arrays.copyOf(first, length + second.length - from);
    System.arraycopy(second, from, joined, length, second.length - from);
    return joined;
  }

  /** One to four changes of a text: poison put in, words replaced by it, lines doubled or gone. */
  static String text(String original, SplittableRandom random) {
    StringBuilder text = new StringBuilder(original);
    for (int i = random.nextInt(1, 5); i > 0 && text.length() > 0; i--) {
      int at = random.nextInt(text.length());
      int word = at;
      while (word < text.length() && Character.isLetterOrDigit(text.charAt(word))) {
        word++;
      }
      int line = text.indexOf("\n", at);
      int lineEnd = line < 0 ? text.length() : line + 1;
      switch (random.nextInt(6)) {
        case 0 -> text.insert(at, poison(random));
        case 1 -> text.replace(at, word, poison(random));
        case 2 -> text.delete(at, Math.min(text.length(), at + random.nextInt(1, 30)));
        case 3 -> text.insert(at, text.substring(at, lineEnd));
        case 4 -> text.delete(at, lineEnd);
        default -> text.insert(at, poison(random).repeat(random.nextInt(1, 200)));
      }
    }
    return text.toString();
  }

  static String poison(SplittableRandom random) {
    return POISON.get(random.nextInt(POISON.size()));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
