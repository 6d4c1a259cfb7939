package io.kvlab.store;

import io.kvlab.KvlabException;
import io.kvlab.internal.Sha256;
import io.kvlab.result.ExampleRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

  private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);

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
    return database.write(
        () -> {
          Optional<RunTable.Keyed> same =
              fresh ? Optional.empty() : runs.newest(spec.fingerprint());
          return same.isPresent() ? takeUp(same.get(), spec) : start(spec, fresh);
        });
  }

  private RunStart takeUp(RunTable.Keyed keyed, RunSpec spec) throws SQLException {
    Run run = keyed.run();
    if (run.state() == Run.State.DONE && run.failed() == 0) {
      return new RunStart(
          run,
          RunStart.Origin.COMPLETE,
          "Run " + run.id() + " has computed this already; --fresh computes it again.",
          true);
    }
    runs.update(keyed, Run.State.RUNNING, spec.provenance(), notBefore(run.created()));
    live.hold(keyed.key());
    return new RunStart(
        runs.find(run.id()).run(),
        RunStart.Origin.CONTINUED,
        "Continuing run "
            + run.id()
            + ": "
            + (run.rows() - run.failed())
            + " finished examples are kept"
            + (run.failed() == 0 ? "." : ", " + run.failed() + " failed ones are tried again."),
        true);
  }

  private RunStart start(RunSpec spec, boolean fresh) throws SQLException {
    Optional<RunTable.Keyed> earlier = runs.newestOf(spec.statement());
    Instant now = clock.instant();
    String id = newId(spec, now);
    live.hold(runs.insert(id, spec, Run.State.RUNNING, now, now));
    Run run = runs.find(id).run();
    if (earlier.isEmpty() || fresh) {
      return new RunStart(run, RunStart.Origin.NEW, "This is run " + id + ".", false);
    }
    Run before = earlier.get().run();
    List<String> changed = spec.fingerprint().differences(before.spec().fingerprint());
    return new RunStart(
        run,
        RunStart.Origin.NEW,
        "This is a new run, "
            + id
            + ", and does not continue "
            + before.id()
            + ", because of a change in: "
            + String.join(", ", changed)
            + ".",
        true);
  }

  /** Five letters of a hash, drawn again while the store knows them. */
  private String newId(RunSpec spec, Instant now) throws SQLException {
    for (int attempt = 0; ; attempt++) {
      String seed = spec.fingerprint().digest() + " " + now + " " + attempt;
      byte[] hash = Sha256.digester().digest(seed.getBytes(StandardCharsets.UTF_8));
      StringBuilder id = new StringBuilder(DATE.format(now)).append('-');
      for (int i = 0; i < 5; i++) {
        id.append(LETTERS.charAt(hash[i] & 31));
      }
      if (runs.byId(id.toString()).isEmpty()) {
        return id.toString();
      }
    }
  }

  /**
   * Stores finished examples: all of them, on disk, or none. A row whose cell and example are
   * stored already is left out, except that a measured row replaces a failed one.
   *
   * @param rows rows of one run
   * @return how many were stored
   */
  public int append(List<ExampleRow> rows) {
    return append(rows, Map.of());
  }

  /**
   * Stores finished examples as {@link #append(List)} does, and with them what their selections
   * kept.
   *
   * @param kept by row, where it is to be remembered; its total is that of the row's cache
   */
  public synchronized int append(List<ExampleRow> rows, Map<RowKey, KeptCounts> kept) {
    if (rows.isEmpty()) {
      return 0;
    }
    String id = rows.get(0).run();
    for (ExampleRow row : rows) {
      if (!row.run().equals(id)) {
        throw new IllegalArgumentException("rows of two runs, " + id + " and " + row.run());
      }
    }
    boolean stored = false;
    try {
      int count = database.write(() -> writerOf(id).write(rows, kept));
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
            runs.update(keyed, state, provenance, notBefore(keyed.run().created()));
          } finally {
            live.letGo(keyed.key()); // whatever could be stored of its end, nobody works on it
          }
          return seen(runs.find(run));
        });
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

  /** A clock may jump back; a run still does not end before it began. */
  private Instant notBefore(Instant created) {
    Instant now = clock.instant();
    return now.isBefore(created) ? created : now;
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

  /** What an import may do, within its one transaction. */
  final class Importer {
    /** Where the rows of an imported run go; nowhere if the run is held already. */
    record Place(String id, boolean held, RowWriter writer) {}

    private Importer() {}

    Place place(String wanted, RunSpec spec, Run.State state, long created, long updated) {
      return database.plain(
          () -> {
            Instant begun = Instant.ofEpochMilli(created);
            Optional<RunTable.Keyed> taken = runs.byId(wanted);
            boolean held =
                taken.isPresent()
                    && taken.get().run().spec().fingerprint().equals(spec.fingerprint());
            String id = taken.isPresent() && !held ? newId(spec, begun) : wanted;
            long key =
                held
                    ? taken.get().key()
                    : runs.insert(id, spec, state, begun, Instant.ofEpochMilli(updated));
            return new Place(id, held, new RowWriter(database, key));
          });
    }

    int append(Place place, List<ExampleRow> rows) {
      return database.plain(() -> place.writer().write(rows, Map.of()));
    }
  }

  interface Import {
    List<String> run(Importer importer) throws IOException;
  }

  /** All that {@code work} does, or nothing. */
  synchronized List<String> importing(Import work) throws IOException {
    try {
      return database.write(
          () -> {
            try {
              return work.run(new Importer());
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
