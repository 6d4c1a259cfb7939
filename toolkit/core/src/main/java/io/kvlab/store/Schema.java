package io.kvlab.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** The store's format: created, migrated and refused here. */
final class Schema {
  /** The format that this kvlab writes; {@code schema-N.sql} leads from N-1 to N. */
  static final int FORMAT = 3;

  /** "kvlb" in the file's header tells a store from any other SQLite file. */
  static final int APPLICATION_ID = 0x6b766c62;

  private static final int SWITCHES_TO_WAL = 50;

  private Schema() {}

  /** Leaves {@code database} with a store in the newest format. */
  static void prepare(Database database) {
    // In this order: tables and format number appear at once, so tables seen first have a number.
    boolean blank = database.plain(() -> isEmpty(database));
    long format = database.plain(() -> database.number("PRAGMA user_version"));
    boolean empty = format == 0 && blank;
    if (!empty) {
      requireKnown(database, format);
    }
    if (!database.writable()) {
      if (format != FORMAT) {
        throw new StoreFailure(database.file()).older((int) format, FORMAT);
      }
      return;
    }
    database.plain(() -> walMode(database));
    if (format < FORMAT) {
      database.write(() -> migrate(database));
    }
  }

  private static void requireKnown(Database database, long format) {
    if (database.plain(() -> database.number("PRAGMA application_id")) != APPLICATION_ID) {
      throw new StoreFailure(database.file()).foreign();
    }
    if (format > FORMAT) {
      throw new StoreFailure(database.file()).newer((int) format, FORMAT);
    }
    if (format < 1) {
      throw new StoreFailure(database.file()).damaged("its format number is missing");
    }
  }

  private static boolean isEmpty(Database database) throws SQLException {
    return database.number("SELECT count(*) FROM sqlite_schema") == 0;
  }

  /** Two processes that create a store at once may meet here; SQLite does not wait by itself. */
  private static boolean walMode(Database database) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        database.execute("PRAGMA auto_vacuum = INCREMENTAL");
        database.execute("PRAGMA journal_mode = WAL");
        return true;
      } catch (SQLException e) {
        if (attempt == SWITCHES_TO_WAL) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean migrate(Database database) throws SQLException {
    for (long next = database.number("PRAGMA user_version") + 1; next <= FORMAT; next++) {
      for (String statement : script("schema-" + next + ".sql").split(";\n")) {
        if (!statement.isBlank()) {
          database.execute(statement);
        }
      }
      database.execute("PRAGMA user_version = " + next);
    }
    database.execute("PRAGMA application_id = " + APPLICATION_ID);
    return true;
  }

  private static String script(String name) {
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from kvlab's own resources");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(name + " cannot be read from kvlab's own resources", e);
    }
  }
}
