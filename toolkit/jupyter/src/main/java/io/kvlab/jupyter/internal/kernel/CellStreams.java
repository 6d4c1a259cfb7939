package io.kvlab.jupyter.internal.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code System.out}, {@code System.err} and {@code System.in} of a notebook. What a thread prints
 * belongs to the cell that started the thread, also when it comes after that cell's end; a thread
 * that no cell started prints into the cell that runs, or ran last.
 */
final class CellStreams implements AutoCloseable {
  /** What is printed waits at most this long, in milliseconds, for more to be sent with it. */
  private static final int DELAY = 150;

  private static final int FULL = 8192;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final InputStream in = System.in;
  private final Set<Printed> unsent = ConcurrentHashMap.newKeySet();

  /** Of one kernel: another kernel of the same process has streams of its own. */
  @SuppressWarnings("ThreadLocalUsage")
  private final InheritableThreadLocal<@Nullable Console> own = new InheritableThreadLocal<>();

  private volatile @Nullable Console last;
  private final Timer timer = new Timer("cell-output", true);

  /** What one cell prints and reads. */
  private final class Console {
    final CellOutput output;
    final Printed out;
    final Printed err;
    final Asked in;

    Console(CellOutput output) {
      this.output = output;
      out = new Printed(output, "stdout");
      err = new Printed(output, "stderr");
      in = new Asked(output);
    }
  }

  CellStreams() {
    System.setOut(new PrintStream(new Routed(console -> console.out, out), true, UTF_8));
    System.setErr(new PrintStream(new Routed(console -> console.err, err), true, UTF_8));
    System.setIn(new RoutedIn());
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            unsent.forEach(Printed::send);
          }
        },
        DELAY,
        DELAY);
  }

  /** From here on this thread, and those that it starts, print into {@code output}. */
  void enter(CellOutput output) {
    Console console = new Console(output);
    own.set(console);
    last = console;
  }

  /**
   * The output of the cell that this thread belongs to.
   *
   * @throws IllegalStateException before the first cell
   */
  CellOutput output() {
    Console console = console();
    if (console == null) {
      throw new IllegalStateException("no cell has run");
    }
    return console.output;
  }

  /** Sends what this thread's cell has printed so far. */
  void flush() {
    Console console = own.get();
    if (console != null) {
      console.out.send();
      console.err.send();
    }
  }

  @Override
  public void close() {
    timer.cancel();
    unsent.forEach(Printed::send);
    System.setOut(out);
    System.setErr(err);
    System.setIn(in);
  }

  private @Nullable Console console() {
    Console mine = own.get();
    return mine == null ? last : mine;
  }

  /** Leads to the cell of whoever prints. */
  private final class Routed extends OutputStream {
    private final Function<Console, OutputStream> which;
    private final OutputStream outside;

    Routed(Function<Console, OutputStream> which, OutputStream outside) {
      this.which = which;
      this.outside = outside;
    }

    private OutputStream target() {
      Console console = console();
      return console == null ? outside : which.apply(console);
    }

    @Override
    public void write(int b) throws java.io.IOException {
      target().write(b);
    }

    @Override
    public void write(byte[] part, int offset, int length) throws java.io.IOException {
      target().write(part, offset, length);
    }
  }

  /** Collects what is printed; whole characters only are sent on. */
  private final class Printed extends OutputStream {
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
      unsent.add(this);
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
      if (bytes.size() == 0) {
        unsent.remove(this);
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

  private final class RoutedIn extends InputStream {
    private InputStream source() {
      Console console = console();
      return console == null ? in : console.in;
    }

    @Override
    public int read() throws java.io.IOException {
      return source().read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws java.io.IOException {
      return source().read(target, offset, length);
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
