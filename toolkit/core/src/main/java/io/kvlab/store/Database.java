package io.kvlab.store;

import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One connection to one SQLite file in WAL mode: readers never wait for writers, a commit has
 * reached the disk (synchronous=FULL) when it returns. Every failure leaves as one sentence.
 */
final class Database implements AutoCloseable {

  /** Work on the connection. */
  interface Work<T> {
    T run() throws SQLException;
  }

  private final Path file;
  private final Connection connection;
  private final boolean writable;
  private final Optional<Path> copy;
  private final Map<String, PreparedStatement> statements = new HashMap<>();

  private Database(Path file, Connection connection, boolean writable, Optional<Path> copy) {
    this.file = file;
    this.connection = connection;
    this.writable = writable;
    this.copy = copy;
  }

  /** Opens {@code file}, or creates it; read-only where it cannot be written. */
  static Database open(Path file, Duration patience) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    try {
      if (parent != null) {
        Files.createDirectories(parent);
      }
    } catch (IOException e) {
      throw new StoreFailure(file).cannotCreate(e);
    }
    boolean exists = Files.exists(file);
    if (exists && !(Files.isWritable(file) && (parent == null || Files.isWritable(parent)))) {
      return openReadOnly(file, patience);
    }
    return connect(file, file, "?mode=rwc", patience, true, Optional.empty());
  }

  /**
   * WAL needs its shared-memory file even to read. Without a pending WAL the file is complete by
   * itself and opens as immutable; with one, a private copy of both is read.
   */
  private static Database openReadOnly(Path file, Duration patience) {
    Path wal = sibling(file, "-wal");
    try {
      if (!Files.exists(wal) || Files.size(wal) == 0) {
        return connect(file, file, "?immutable=1", patience, false, Optional.empty());
      }
      Path folder = Files.createTempDirectory("kvlab-store");
      Path copy = folder.resolve("store");
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(wal, sibling(copy, "-wal"), StandardCopyOption.REPLACE_EXISTING);
      return connect(file, copy, "?mode=rw", patience, false, Optional.of(folder));
    } catch (IOException e) {
      throw new StoreFailure(file).cannotRead(e);
    }
  }

  private static Path sibling(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private static Database connect(
      Path file,
      Path opened,
      String mode,
      Duration patience,
      boolean writable,
      Optional<Path> copy) {
    try {
      Connection connection =
          DriverManager.getConnection("jdbc:sqlite:file:" + uriPath(opened) + mode);
      Database database = new Database(file, connection, writable, copy);
      try {
        database.execute("PRAGMA busy_timeout = " + patience.toMillis());
        database.execute("PRAGMA synchronous = FULL");
        database.execute("PRAGMA cache_size = -16384");
        database.execute("PRAGMA trusted_schema = OFF");
        return database;
      } catch (SQLException e) {
        database.close();
        throw e;
      }
    } catch (SQLException e) {
      throw new StoreFailure(file).explain(e);
    }
  }

  /** The path as SQLite's URI syntax wants it: only what it would interpret is escaped. */
  private static String uriPath(Path path) {
    String text = path.toAbsolutePath().toString().replace('\\', '/');
    StringBuilder escaped = new StringBuilder(text.startsWith("/") ? "" : "/");
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain =
          (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || (b >= '0' && b <= '9')
              || "/-_.:".indexOf((char) b) >= 0;
      if (plain) {
        escaped.append((char) b);
      } else {
        escaped.append('%').append(String.format("%02x", b & 0xff));
      }
    }
    return escaped.toString();
  }

  Path file() {
    return file;
  }

  boolean writable() {
    return writable;
  }

  /** A consistent view of the store for all statements of {@code work}. */
  <T> T read(Work<T> work) {
    return transaction("BEGIN", work);
  }

  /** All or nothing, on disk when it returns; one writer at a time over all processes. */
  <T> T write(Work<T> work) {
    if (!writable) {
      throw new StoreFailure(file).readOnly();
    }
    return transaction("BEGIN IMMEDIATE", work);
  }

  private <T> T transaction(String begin, Work<T> work) {
    try {
      execute(begin);
      boolean committed = false;
      try {
        T result = work.run();
        execute("COMMIT");
        committed = true;
        return result;
      } finally {
        if (!committed) {
          rollback();
        }
      }
    } catch (SQLException e) {
      throw new StoreFailure(file).explain(e);
    }
  }

  private void rollback() {
    try {
      execute("ROLLBACK");
    } catch (SQLException ignored) {
      // SQLite has already rolled back by itself, as it does when the disk is full.
    }
  }

  /** Work outside of any transaction. */
  <T> T plain(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw new StoreFailure(file).explain(e);
    }
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Gives unused pages back to the file system; frees one page a step, so all steps are taken. */
  boolean shrink() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA incremental_vacuum");
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      return true;
    }
  }

  /** A prepared statement, kept for the next use; never closed by its users. */
  PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      statements.put(sql, known);
    }
    return known;
  }

  long number(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = prepare(sql);
    bind(statement, parameters);
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : -1;
    }
  }

  int update(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = prepare(sql);
    bind(statement, parameters);
    return statement.executeUpdate();
  }

  static void bind(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
  }

  @Override
  public void close() {
    try {
      for (PreparedStatement statement : statements.values()) {
        statement.close();
      }
      connection.close();
    } catch (SQLException e) {
      throw new StoreFailure(file).explain(e);
    } finally {
      copy.ifPresent(Database::deleteFolder);
    }
  }

  private static void deleteFolder(Path folder) {
    try (var files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.deleteIfExists(each);
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      throw KvlabException.run("The temporary folder " + folder + " could not be deleted.", e);
    }
  }
}
