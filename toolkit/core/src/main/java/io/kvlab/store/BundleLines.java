package io.kvlab.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Lines that end in a newline, never longer in memory than the bytes that were there. */
final class BundleLines implements AutoCloseable {
  /** A row is mostly generated text. */
  private static final int LONGEST = 1 << 20;

  private final InputStream in;
  private final byte[] chunk = new byte[8192];
  private int chunkStart;
  private int chunkEnd;
  private byte[] line = new byte[1024];
  private int length;

  BundleLines(InputStream in) {
    this.in = in;
  }

  /** Holds the line from its beginning. */
  byte[] line() {
    return line;
  }

  int length() {
    return length;
  }

  /**
   * Goes to the next line; false behind the last.
   *
   * @throws IllegalArgumentException with the reason if there is none that could be one
   */
  boolean next() throws IOException {
    length = 0;
    while (true) {
      if (chunkStart == chunkEnd) {
        chunkStart = 0;
        chunkEnd = Math.max(0, in.read(chunk));
        if (chunkEnd == 0) {
          if (length > 0) {
            throw new IllegalArgumentException("its last line has no end");
          }
          return false;
        }
      }
      byte b = chunk[chunkStart++];
      if (b == '\n') {
        return true;
      }
      if (length == LONGEST) {
        throw new IllegalArgumentException("it holds a line of more than " + LONGEST + " bytes");
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, 2 * length);
      }
      line[length++] = b;
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
