package io.kvlab.jupyter.internal.kernel;

import io.kvlab.KvlabException;
import io.kvlab.dsl.DslException;
import io.kvlab.jupyter.NotebookScope;
import io.kvlab.session.Session;
import io.kvlab.session.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs cells, one at a time: each part of a cell in the language or in Kotlin. */
public final class Kernel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Kernel.class);

  /** Native code cannot be interrupted: whoever asked has an answer after this, in milliseconds. */
  private static final long PATIENCE = 600;

  private static final long LOOK = 20; // milliseconds
  private static final long LAST_WAIT = 5000;

  /** What Kotlin cells name without a package. */
  private static final List<String> IMPORTS =
      List.of(
          "io.kvlab.cache.*",
          "io.kvlab.dsl.Parameter",
          "io.kvlab.model.*",
          "io.kvlab.policy.*",
          "io.kvlab.report.*",
          "io.kvlab.session.*",
          "tech.tablesaw.api.*");

  private final Session session;
  private final Language language;
  private final KotlinCells kotlin;
  private final AtomicReference<@Nullable CellOutput> current;
  private final Map<String, Object> declared = new HashMap<>();
  private final AtomicReference<@Nullable Thread> running = new AtomicReference<>();

  /** When the running cell was asked to stop, in nanoseconds; 0 if it was not. */
  private final AtomicLong asked = new AtomicLong();

  /** A cell that was interrupted and answered for, but still is in a pass of the model. */
  private final AtomicReference<@Nullable Thread> leftBehind = new AtomicReference<>();

  private Kernel(
      Session session,
      Language language,
      KotlinCells kotlin,
      AtomicReference<@Nullable CellOutput> current) {
    this.session = session;
    this.language = language;
    this.kotlin = kotlin;
    this.current = current;
  }

  /**
   * A kernel for one notebook, with a session of its own.
   *
   * @param folder the notebook's, where rows may lie beside it
   */
  public static Kernel open(Settings settings, Path folder) {
    Session session = Session.open(settings);
    BundlesBeside beside = new BundlesBeside(folder);
    SessionLanguage language = new SessionLanguage(session, beside);
    AtomicReference<@Nullable CellOutput> current = new AtomicReference<>();
    NotebookScope scope =
        new NotebookScope(session, text -> language.evaluate(text, current.get()), beside.any());
    return new Kernel(session, language, new KotlinCells(scope, IMPORTS, Renderers.all()), current);
  }

  /** Writes the rows that the cells so far have shown to a bundle; how many runs they are of. */
  public int bundle(Path file) {
    List<String> runs = session.runs();
    if (!runs.isEmpty()) {
      io.kvlab.store.Bundle.write(session.store(), runs, file);
    }
    return runs.size();
  }

  /**
   * Runs one cell to its end; {@link #interrupt} may end it earlier.
   *
   * @param count the number of the cell
   * @param store whether the cell counts as history
   */
  public CellReply execute(String code, int count, boolean store, CellOutput output) {
    CellReply[] reply = {interrupted()};
    CellGate gate = new CellGate(output);
    Thread thread = new Thread(() -> reply[0] = guarded(code, count, store, gate), "cell-" + count);
    thread.setDaemon(true);
    asked.set(0);
    try {
      if (!ends(leftBehind.get(), 0)) {
        return interrupted();
      }
      leftBehind.set(null);
      running.set(thread);
      if (asked.get() != 0) {
        return interrupted(); // asked while the pass before was waited for
      }
      thread.start();
      if (!ends(thread, PATIENCE)) {
        gate.close();
        leftBehind.set(thread);
        return CellReply.Failed.of(
            "Interrupted",
            "Interrupted. The pass of the model that is under way ends by itself, and the next cell"
                + " starts after it; what is finished is stored.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.set(null);
    }
    return reply[0];
  }

  /** Waits for a thread; false if it is still there {@code patience} ms after an interrupt. */
  private boolean ends(@Nullable Thread thread, long patience) throws InterruptedException {
    while (thread != null && thread.isAlive()) {
      thread.join(LOOK);
      long since = asked.get();
      if (thread.isAlive()
          && since != 0
          && System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(patience)) {
        return false;
      }
    }
    return true;
  }

  private static CellReply.Failed interrupted() {
    return CellReply.Failed.of(
        "Interrupted", "Interrupted. The kernel is ready for the next cell.");
  }

  private CellReply guarded(String code, int count, boolean store, CellOutput output) {
    current.set(output);
    try (CellStreams streams = new CellStreams(output)) {
      return parts(code, count, store, output);
    } catch (ThreadDeath e) {
      return interrupted();
    } finally {
      current.set(null);
    }
  }

  private CellReply parts(String code, int count, boolean store, CellOutput output) {
    List<MimeBundle> shown = new ArrayList<>();
    for (CellParts.Part part : CellParts.of(code, language::owns)) {
      try {
        shown.forEach(output::display);
        shown.clear();
        if (part.language()) {
          try {
            shown.addAll(language.run(filled(part.text()), output));
          } finally {
            declareBindings(); // an interrupted run is bound too
          }
        } else {
          kotlin.run(part.text(), count, store, output).ifPresent(shown::add);
        }
      } catch (ThreadDeath e) {
        throw e;
      } catch (Throwable e) { // whatever a cell throws is the cell's failure, not the kernel's
        if (asked.get() != 0 && !isInterruption(e)) {
          return interrupted(); // whatever it made fail, stopped in the compiler for instance
        }
        if (e.getCause() instanceof ThreadDeath) {
          return interrupted();
        }
        return part.language() ? languageFailure(e) : KotlinFailure.of(e, part.text());
      }
    }
    for (int i = 0; i < shown.size() - 1; i++) {
      output.display(shown.get(i));
    }
    if (!shown.isEmpty()) {
      output.result(shown.get(shown.size() - 1));
    }
    return new CellReply.Done();
  }

  private String filled(String text) {
    return Placeholders.fill(text, kotlin::variable);
  }

  /** An interruption that says itself what is left. */
  private static boolean isInterruption(Throwable e) {
    return e instanceof KvlabException failure && failure.kind() == KvlabException.Kind.INTERRUPTED;
  }

  private static CellReply languageFailure(Throwable e) {
    if (e instanceof DslException wrong) {
      return CellReply.Failed.of("kvlab", wrong.rendered());
    }
    if (e instanceof KvlabException failure) {
      return CellReply.Failed.of(
          failure.kind() == KvlabException.Kind.INTERRUPTED ? "Interrupted" : "kvlab",
          String.valueOf(failure.getMessage()));
    }
    if (e instanceof OutOfMemoryError) {
      return CellReply.Failed.of(
          "kvlab",
          String.valueOf(e.getMessage()).contains("native thread")
              ? "The system refused another thread: too many run on this machine. End some programs"
                  + " and run the cell again."
              : "The kernel ran out of memory: use a smaller limit, fewer shots or a smaller model.");
    }
    log.error("a cell failed", e);
    return CellReply.Failed.of(
        "kvlab", "This is a defect of kvlab, please report it: " + e + " (see the kernel's log).");
  }

  private void declareBindings() {
    language
        .bindings()
        .forEach(
            (name, value) -> {
              if (declared.put(name, value) != value) {
                kotlin.declare(name, value);
              }
            });
  }

  /** Stops the running cell: the language keeps what is done, Kotlin stops where it is. */
  public void interrupt() {
    Thread thread = running.get();
    asked.compareAndSet(0, System.nanoTime());
    if (thread == null || language.cancel()) {
      return;
    }
    thread.interrupt();
    stop(thread);
  }

  /** Nothing less stops a loop that never looks: what runs here is the user's own code. */
  @SuppressWarnings("deprecation")
  private static void stop(Thread thread) {
    thread.stop();
  }

  /** What may stand at {@code caret}, which is in UTF-16 units. */
  public CellCompletion complete(String code, int caret) {
    CellParts.Part part = partAt(code, caret);
    int inPart = Math.max(0, Math.min(caret - part.offset(), part.text().length()));
    CellCompletion found =
        part.language()
            ? language.complete(part.text(), inPart)
            : kotlin.complete(part.text(), inPart);
    return new CellCompletion(
        found.candidates(), found.start() + part.offset(), found.end() + part.offset());
  }

  /** Help for what stands at {@code caret}; there is none for Kotlin. */
  public Optional<MimeBundle> inspect(String code, int caret) {
    CellParts.Part part = partAt(code, caret);
    return part.language()
        ? language.inspect(part.text(), Math.max(0, caret - part.offset()))
        : Optional.empty();
  }

  private CellParts.Part partAt(String code, int caret) {
    CellParts.Part found = new CellParts.Part(false, code, 0);
    for (CellParts.Part part : CellParts.of(code, language::owns)) {
      if (part.offset() <= caret) {
        found = part;
      }
    }
    return found;
  }

  /** {@code complete}, {@code incomplete} or {@code invalid}: what a console asks after Enter. */
  public String completeness(String code) {
    List<CellParts.Part> parts = CellParts.of(code, language::owns);
    if (parts.isEmpty()) {
      return "complete";
    }
    CellParts.Part last = parts.get(parts.size() - 1);
    return last.language() ? language.completeness(last.text()) : kotlin.completeness(last.text());
  }

  @Override
  public void close() {
    try {
      kotlin.close();
    } finally {
      if (nothingLeftBehind()) {
        language.close(); // a model must not be freed under a pass; the process ends all the same
      }
    }
  }

  private boolean nothingLeftBehind() {
    Thread left = leftBehind.get();
    if (left == null) {
      return true;
    }
    try {
      left.join(LAST_WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !left.isAlive();
  }
}
