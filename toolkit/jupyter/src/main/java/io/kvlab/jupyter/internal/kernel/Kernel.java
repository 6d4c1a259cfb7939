package io.kvlab.jupyter.internal.kernel;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.DslException;
import io.kvlab.jupyter.NotebookScope;
import io.kvlab.session.Session;
import io.kvlab.session.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
          "io.kvlab.model.evidence.*",
          "io.kvlab.policy.*",
          "io.kvlab.policy.keep.*",
          "io.kvlab.policy.method.*",
          "io.kvlab.policy.spread.*",
          "io.kvlab.report.*",
          "io.kvlab.session.*",
          "tech.tablesaw.api.*");

  private final Session session;
  private final Language language;
  private final KotlinCells kotlin;
  private final CellStreams streams;
  private final Map<String, Object> declared = new HashMap<>();
  private final AtomicReference<@Nullable Thread> running = new AtomicReference<>();

  /** When the running cell was asked to stop, in nanoseconds; 0 if it was not. */
  private final AtomicLong asked = new AtomicLong();

  /** Cells that were interrupted and answered for, but still are in a pass of the model. */
  private final List<Thread> leftBehind = new CopyOnWriteArrayList<>();

  private Kernel(Session session, Language language, KotlinCells kotlin, CellStreams streams) {
    this.session = session;
    this.language = language;
    this.kotlin = kotlin;
    this.streams = streams;
  }

  /**
   * A kernel for one notebook, with a session of its own.
   *
   * @param folder the notebook's, where rows may lie beside it
   */
  public static Kernel open(Settings settings, Path folder) {
    Session session = Session.open(settings);
    BundlesBeside beside = new BundlesBeside(folder);
    SessionLanguage language = new SessionLanguage(session, beside, folder);
    CellStreams streams = new CellStreams();
    NestedStatements nested = new NestedStatements();
    NotebookScope scope =
        new NotebookScope(
            session,
            text -> language.evaluate(text, streams.output()),
            (number, values) -> language.show(nested.filled(number, values), streams.output()),
            beside.any());
    KotlinCells kotlin = new KotlinCells(scope, IMPORTS, Renderers.all(), nested);
    return new Kernel(session, language, kotlin, streams);
  }

  /** Whether a cell is the language as a whole. */
  public static boolean isLanguage(String cell) {
    List<CellParts.Part> parts =
        CellParts.of(cell, text -> Dsl.looksLikeStatement(Placeholders.bare(text)));
    return parts.size() == 1 && parts.get(0).language();
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
      running.set(thread);
      thread.start();
      if (!ends(thread)) {
        language.leaveBehind(gate);
        gate.close();
        declareBindings();
        leftBehind.add(thread);
        return CellReply.Failed.of(
            "Interrupted",
            "Interrupted. The pass of the model that is under way ends by itself; what is finished is"
                + " stored.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      running.set(null);
    }
    return reply[0];
  }

  /** Waits for a thread; false if it is still there some time after an interrupt. */
  private boolean ends(Thread thread) throws InterruptedException {
    while (thread.isAlive()) {
      thread.join(LOOK);
      long since = asked.get();
      if (thread.isAlive()
          && since != 0
          && System.nanoTime() - since > TimeUnit.MILLISECONDS.toNanos(PATIENCE)) {
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
    streams.enter(output);
    try {
      return habit(code, count, store, output);
    } catch (ThreadDeath e) {
      return interrupted();
    } finally {
      streams.flush();
    }
  }

  private CellReply habit(String code, int count, boolean store, CellOutput output) {
    Optional<Habit> habit = Habit.of(code, name -> kotlin.variable(name).isPresent());
    if (habit.isEmpty()) {
      return parts(code, count, store, output);
    }
    if (habit.get() instanceof Habit.Timed timed) {
      long started = System.nanoTime();
      CellReply reply = parts(timed.rest(), count, store, output);
      streams.flush();
      double seconds = (System.nanoTime() - started) / 1e9;
      output.display(MimeBundle.text(String.format(Locale.ROOT, "%.2f s", seconds)));
      return reply;
    }
    if (habit.get() instanceof Habit.Variables) {
      output.result(Variables.of(language.bindings(), kotlin.variables()));
      return new CellReply.Done();
    }
    if (habit.get() instanceof Habit.Help help) {
      Optional<MimeBundle> found =
          language.help(help.name()).or(() -> kotlin.inspect(help.name(), help.name().length()));
      found.ifPresent(output::result);
      return found.isPresent()
          ? new CellReply.Done()
          : CellReply.Failed.of(
              "kvlab",
              "Nothing is called '"
                  + help.name()
                  + "'; 'help' says what there is, %whos lists what is bound.");
    }
    return CellReply.Failed.of("kvlab", ((Habit.Elsewhere) habit.get()).sentence());
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
          try {
            kotlin.run(part.text(), count, store, output).ifPresent(shown::add);
          } finally {
            declareBindings(); // statements run from code bind too
          }
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
        return part.language()
            ? MixedCell.told(languageFailure(e), e, part.text())
            : MixedCell.told(KotlinFailure.of(e, part.text()), e, part.text(), language::owns);
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

  private static CellReply.Failed languageFailure(Throwable e) {
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

  private synchronized void declareBindings() {
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
    CellCompletion found = complete(part, inPart);
    return new CellCompletion(
        found.candidates(), found.start() + part.offset(), found.end() + part.offset());
  }

  private CellCompletion complete(CellParts.Part part, int caret) {
    String text = part.text();
    Beginning beginning = Beginning.of(text, caret);
    if (part.language() || beginning == Beginning.OF_A_STATEMENT) {
      return language.complete(text, caret);
    }
    if (beginning == Beginning.OF_NOTHING) {
      return kotlin.complete(text, caret);
    }
    CellCompletion statements = language.complete(text, caret);
    return text.isBlank() ? statements : statements.and(kotlin.complete(text, caret));
  }

  /** Help for what stands at {@code caret}. */
  public Optional<MimeBundle> inspect(String code, int caret) {
    CellParts.Part part = partAt(code, caret);
    int inPart = Math.max(0, Math.min(caret - part.offset(), part.text().length()));
    boolean statement =
        part.language() || Beginning.of(part.text(), inPart) == Beginning.OF_A_STATEMENT;
    return statement
        ? language.inspect(part.text(), inPart)
        : language.result(part.text(), inPart).or(() -> kotlin.inspect(part.text(), inPart));
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
    streams.close();
    try {
      kotlin.close();
    } finally {
      if (nothingLeftBehind()) {
        language.close(); // a model must not be freed under a pass; the process ends all the same
      }
    }
  }

  private boolean nothingLeftBehind() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_WAIT);
    try {
      for (Thread left : leftBehind) {
        left.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return leftBehind.stream().noneMatch(Thread::isAlive);
  }
}
