package io.kvlab.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Texts as they lie in the store: short ones readable, long ones deflated. */
final class Texts {
  /** Shorter texts gain nothing. */
  private static final int WORTH_IT = 96;

  /** No model output comes near; a damaged or hostile length must not fill the memory. */
  private static final int LONGEST = 1 << 26;

  private Texts() {}

  /** A String for short or incompressible texts, a byte[] for deflated ones. */
  static Object pack(String text) {
    if (text.length() < WORTH_IT) {
      return text;
    }
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      byte[] packed = new byte[plain.length];
      int length = deflater.deflate(packed);
      return deflater.finished() ? java.util.Arrays.copyOf(packed, length) : text;
    } finally {
      deflater.end();
    }
  }

  /**
   * The text that was packed.
   *
   * @throws IllegalArgumentException if the bytes are not a packed text
   */
  static String unpack(Object packed) {
    if (packed instanceof String text) {
      return text;
    }
    if (!(packed instanceof byte[] bytes)) {
      throw new IllegalArgumentException("neither text nor bytes");
    }
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(bytes);
      ByteArrayOutputStream plain = new ByteArrayOutputStream(3 * bytes.length);
      byte[] buffer = new byte[8192];
      while (!inflater.finished()) {
        int n = inflater.inflate(buffer);
        if (n == 0 && !inflater.finished()) {
          throw new IllegalArgumentException("a packed text ends early");
        }
        plain.write(buffer, 0, n);
        if (plain.size() > LONGEST) {
          throw new IllegalArgumentException("a packed text is too long");
        }
      }
      return plain.toString(StandardCharsets.UTF_8);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("not a packed text", e);
    } finally {
      inflater.end();
    }
  }
}
