package io.kvlab.store;

import io.kvlab.KvlabException;
import io.kvlab.result.ExampleRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs and their rows in one database file. What {@link #append} has stored when it returns
 * survives the death of the process and of the machine; no row is stored twice; several processes
 * may use the file at the same time. Safe for use by several threads.
 *
 * <p>Every failure (a full disk, a locked, damaged or read-only file, a newer format) is a {@link
 * KvlabException} with one sentence, and leaves the store as it was before the call.
 */
public final class RunStore implements AutoCloseable {

  /**
   * @param patience how long to wait for another process that is writing
   * @param clock the time for display; order never depends on it
   */
  public record Options(Duration patience, InstantSource clock) {
    /** Ten seconds, the system's clock. */
    public static Options standard() {
      return new Options(Duration.ofSeconds(10), InstantSource.system());
    }
  }

  /** The store's file where only its folder is named. */
  public static final String FILE_NAME = "runs.kvlab";

  private final Database database;
  private final RunTable runs;
  private final LiveRuns live;
  private final InstantSource clock;
  private @Nullable RowWriter writer;

  private RunStore(Database database, InstantSource clock) {
    this.database = database;
    this.runs = new RunTable(database);
    this.live = LiveRuns.of(database.file());
    this.clock = clock;
  }

  /** Opens a store with the {@linkplain Options#standard() standard options}. */
  public static RunStore open(Path file) {
    return open(file, Options.standard());
  }

  /**
   * Opens a store, creates it where there is none, and brings an older format up to date. A store
   * that cannot be written is opened for reading.
   *
   * @param file the file, or a folder in which it is called {@value #FILE_NAME}
   */
  public static RunStore open(Path file, Options options) {
    Path actual = Files.isDirectory(file) ? file.resolve(FILE_NAME) : file;
    Database database = Database.open(actual, options.patience());
    try {
      Schema.prepare(database);
      return new RunStore(database, options.clock());
    } catch (KvlabException e) {
      database.close();
      throw e;
    }
  }

  /** The file in which this store lies. */
  public Path file() {
    return database.file();
  }

  /** Whether runs can be added; false for a store that was opened for reading. */
  public boolean writable() {
    return database.writable();
  }

  /**
   * Starts a run, or takes up the newest one with the same fingerprint.
   *
   * @param fresh start over, whatever is stored; earlier runs stay
   */
  public synchronized RunStart begin(RunSpec spec, boolean fresh) {
    return database.write(() -> new RunStarter(runs, live, clock.instant()).begin(spec, fresh));
  }

  /**
   * Stores finished examples: all of them, on disk, or none. A row whose cell and example are
   * stored already is left out, except that a measured row replaces a failed one.
   *
   * @param run the id of the run to which they belong
   * @return how many were stored
   */
  public int append(String run, List<ExampleRow> rows) {
    return append(run, rows, Map.of());
  }

  /**
   * Stores finished examples as {@link #append(String, List)} does, and with them what their
   * selections kept.
   *
   * @param kept by row, where it is to be remembered; its total is that of the row's cache
   */
  public synchronized int append(String run, List<ExampleRow> rows, Map<RowKey, KeptCounts> kept) {
    if (rows.isEmpty()) {
      return 0;
    }
    boolean stored = false;
    try {
      int count = database.write(() -> writerOf(run).write(rows, kept));
      stored = true;
      return count;
    } finally {
      if (!stored) {
        writer = null;
      }
    }
  }

  private RowWriter writerOf(String id) throws SQLException {
    long key = database.number("SELECT key FROM run WHERE id = ?", id);
    if (key < 0) {
      throw KvlabException.run(
          "Run " + id + " was removed from the store while it was running; start it again.");
    }
    RowWriter current = writer;
    if (current == null || !current.isFor(key)) {
      current = new RowWriter(database, key);
      writer = current;
    }
    return current;
  }

  /** Every row of a run, example by example; all were verified against what was stored. */
  public List<ExampleRow> rows(String run) {
    List<ExampleRow> rows = new ArrayList<>();
    rows(run, rows::add);
    return rows;
  }

  /**
   * Hands every row of a run to {@code consumer}, one at a time. A damaged store is found at the
   * latest after the last row, so whoever keeps what was handed over must wait for the return.
   *
   * @param consumer must not use this store
   */
  public synchronized void rows(String run, Consumer<ExampleRow> consumer) {
    database.read(
        () -> {
          RunTable.Keyed keyed = runs.find(run);
          new RowReader(database, keyed.run().id(), keyed.key()).rows(consumer);
          return true;
        });
  }

  /** A row of each kind that a run holds: of every cell, with every set of metrics and details. */
  synchronized List<ExampleRow> kinds(String run) {
    return database.read(
        () -> {
          RunTable.Keyed keyed = runs.find(run);
          return new RowReader(database, keyed.run().id(), keyed.key()).kinds();
        });
  }

  /** The keys of the rows of a run that were measured: what need not be computed again. */
  public synchronized Set<RowKey> finished(String run) {
    return keys(run, false);
  }

  /** The keys of the rows of a run that failed; appending a measured row replaces one. */
  public synchronized Set<RowKey> failed(String run) {
    return keys(run, true);
  }

  /** How many entries each layer and KV head kept, for the rows that remember it. */
  public synchronized Map<RowKey, KeptCounts> kept(String run) {
    return database.read(
        () -> {
          RunTable.Keyed keyed = runs.find(run);
          return new RowReader(database, keyed.run().id(), keyed.key()).kept();
        });
  }

  private Set<RowKey> keys(String run, boolean failed) {
    return database.read(
        () -> {
          RunTable.Keyed keyed = runs.find(run);
          return new RowReader(database, keyed.run().id(), keyed.key()).keys(failed);
        });
  }

  /** Records how a run ended, and what is known about it by then. */
  public synchronized Run end(String run, Run.State state, String provenance) {
    Json.requireJson("provenance", provenance);
    return database.write(
        () -> {
          RunTable.Keyed keyed = runs.find(run);
          try {
            runs.update(
                keyed,
                state,
                provenance,
                RunStarter.notBefore(clock.instant(), keyed.run().created()));
          } finally {
            live.letGo(keyed.key()); // whatever could be stored of its end, nobody works on it
          }
          return seen(runs.find(run));
        });
  }

  /**
   * Whether somebody else works on a run that this store has begun or taken up, and did so before:
   * in another process, or through another store. Of several the one that came first is behind
   * nobody, and when it ends or dies, the next is.
   */
  public synchronized boolean isBehindAnother(String run) {
    return live.heldBefore(database.read(() -> runs.find(run).key()));
  }

  /** Whoever died could not say so: a run on which nobody works any more was interrupted. */
  private Run seen(RunTable.Keyed keyed) {
    Run run = keyed.run();
    if (run.state() == Run.State.DONE) {
      return run;
    }
    if (live.alive(keyed.key())) {
      return run.in(Run.State.RUNNING);
    }
    return run.state() == Run.State.RUNNING ? run.in(Run.State.INTERRUPTED) : run;
  }

  /** All runs in the order in which they were begun. */
  public synchronized List<Run> list() {
    return database.read(() -> runs.all().stream().map(this::seen).toList());
  }

  /**
   * A run by its id or by the beginning of its id.
   *
   * @throws KvlabException if there is none, or more than one
   */
  public synchronized Run show(String idOrPrefix) {
    return database.read(() -> seen(runs.find(idOrPrefix)));
  }

  /** Removes a run with all its rows and gives the space back to the file system. */
  public synchronized void remove(String idOrPrefix) {
    writer = null;
    database.write(
        () -> {
          long key = runs.find(idOrPrefix).key();
          runs.delete(key);
          live.letGo(key);
          return true;
        });
    database.plain(database::shrink);
  }

  /** All that {@code work} does, or nothing. */
  synchronized List<String> importing(RunImport.Work work) throws IOException {
    try {
      return database.write(
          () -> {
            try {
              return work.run(new RunImport(database, runs));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw new IOException(e);
    }
  }

  /**
   * Reads everything once: the file's structure, every run, every row.
   *
   * @throws KvlabException with the first damage found
   */
  public synchronized void check() {
    String verdict =
        database.read(
            () -> {
              try (var rows = database.prepare("PRAGMA quick_check(1)").executeQuery()) {
                return rows.next() ? Objects.toString(rows.getString(1)) : "no answer";
              }
            });
    if (!verdict.equals("ok")) {
      throw new StoreFailure(database.file()).damaged(verdict.lines().findFirst().orElse(verdict));
    }
    for (Run run : list()) {
      rows(run.id(), row -> {});
    }
  }

  @Override
  public synchronized void close() {
    try {
      live.close();
    } finally {
      database.close();
    }
  }
}
