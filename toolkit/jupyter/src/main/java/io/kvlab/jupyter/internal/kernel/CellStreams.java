package io.kvlab.jupyter.internal.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Timer;
import java.util.TimerTask;

/**
 * While a cell runs, {@code System.out}, {@code System.err} and {@code System.in} are the
 * notebook's; closed, they are the process's again.
 */
final class CellStreams implements AutoCloseable {
  /** What is printed waits at most this long, in milliseconds, for more to be sent with it. */
  private static final int DELAY = 150;

  private static final int FULL = 8192;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final InputStream in = System.in;
  private final Printed printedOut;
  private final Printed printedErr;
  private final Timer timer = new Timer("cell-output", true);

  CellStreams(CellOutput output) {
    printedOut = new Printed(output, "stdout");
    printedErr = new Printed(output, "stderr");
    System.setOut(new PrintStream(printedOut, false, UTF_8));
    System.setErr(new PrintStream(printedErr, false, UTF_8));
    System.setIn(new Asked(output));
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            printedOut.send();
            printedErr.send();
          }
        },
        DELAY,
        DELAY);
  }

  @Override
  public void close() {
    timer.cancel();
    System.out.flush();
    System.err.flush();
    System.setOut(out);
    System.setErr(err);
    System.setIn(in);
    printedOut.send();
    printedErr.send();
  }

  /** Collects what is printed; whole characters only are sent on. */
  private static final class Printed extends OutputStream {
    private final CellOutput output;
    private final String name;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Printed(CellOutput output, String name) {
      this.output = output;
      this.name = name;
    }

    @Override
    public synchronized void write(int b) {
      bytes.write(b);
      sendIfFull();
    }

    @Override
    public synchronized void write(byte[] part, int offset, int length) {
      bytes.write(part, offset, length);
      sendIfFull();
    }

    private void sendIfFull() {
      if (bytes.size() >= FULL) {
        send();
      }
    }

    synchronized void send() {
      byte[] all = bytes.toByteArray();
      int whole = wholeCharacters(all);
      if (whole > 0) {
        bytes.reset();
        bytes.write(all, whole, all.length - whole);
        output.stream(name, new String(all, 0, whole, UTF_8));
      }
    }

    private static int wholeCharacters(byte[] utf8) {
      int lead = utf8.length - 1;
      while (lead >= 0 && utf8.length - lead < 4 && (utf8[lead] & 0xC0) == 0x80) {
        lead--;
      }
      if (lead < 0) {
        return utf8.length;
      }
      int first = utf8[lead] & 0xFF;
      int needed = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
      return utf8.length - lead < needed ? lead : utf8.length;
    }
  }

  /** Reading asks the user for a line. */
  private static final class Asked extends InputStream {
    private final CellOutput output;
    private byte[] line = new byte[0];
    private int position;

    Asked(CellOutput output) {
      this.output = output;
    }

    @Override
    public synchronized int read() {
      if (position == line.length) {
        line = (output.ask("") + "\n").getBytes(UTF_8);
        position = 0;
      }
      return line[position++] & 0xFF;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      int count = 0;
      while (count < length) {
        target[offset + count++] = (byte) read();
        if (position == line.length) {
          break;
        }
      }
      return count;
    }
  }
}
