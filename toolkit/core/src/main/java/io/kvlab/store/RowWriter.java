package io.kvlab.store;

import io.kvlab.plan.CellKey;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.ExampleId;
import io.kvlab.result.ExampleRow.Failed;
import io.kvlab.result.RowCodec;
import io.kvlab.result.RowColumn;
import io.kvlab.result.RowColumn.Part;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of one run, inside a transaction of its caller. It remembers keys that it wrote,
 * so it must be thrown away when a transaction is rolled back.
 */
final class RowWriter {
  private static final int REMEMBERED_TEXTS = 4096;

  private static final List<RowColumn> COLUMNS = RowColumn.in(Part.ROW);

  private static final String INSERT =
      "INSERT OR REPLACE INTO example_row (example, cell, checksum, counts, "
          + names(COLUMNS)
          + ") VALUES (?,?,?,?"
          + ",?".repeat(COLUMNS.size())
          + ")";

  private static final List<RowColumn> CELL = RowColumn.in(Part.CELL);
  private static final List<RowColumn> EXAMPLE = RowColumn.in(Part.EXAMPLE);

  private final Database database;
  private final long run;
  private final RowChecksum checksums = new RowChecksum();
  private final Map<CellKey, Long> cells = new HashMap<>();
  private final Map<ExampleId, Long> examples = new HashMap<>();
  private final Map<String, Long> texts =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED_TEXTS;
        }
      };

  private int added;
  private int failedAdded;
  private long sumAdded;

  RowWriter(Database database, long run) {
    this.database = database;
    this.run = run;
  }

  /** Stores what is not stored yet; returns how many rows that were. */
  int write(Iterable<ExampleRow> rows, Map<RowKey, KeptCounts> kept) throws SQLException {
    added = 0;
    failedAdded = 0;
    sumAdded = 0;
    int stored = 0;
    for (ExampleRow row : rows) {
      stored += write(row, kept) ? 1 : 0;
    }
    database.update(
        "UPDATE tally SET rows = rows + ?, failed = failed + ?, sum = sum + ? WHERE run = ?",
        added,
        failedAdded,
        sumAdded,
        run);
    return stored;
  }

  /** A stored row stays as it is, but a failed example that succeeded later is replaced. */
  private boolean write(ExampleRow row, Map<RowKey, KeptCounts> kept) throws SQLException {
    long example = exampleKey(row);
    long cell = cellKey(row);
    boolean failed = row.result() instanceof Failed;
    PreparedStatement known =
        database.prepare(
            "SELECT checksum, failed IS NOT NULL FROM example_row WHERE example = ? AND cell = ?");
    Database.bind(known, example, cell);
    try (ResultSet before = known.executeQuery()) {
      if (before.next()) {
        if (failed || !before.getBoolean(2)) {
          return false;
        }
        added--;
        failedAdded--;
        sumAdded -= before.getLong(1);
      }
    }
    long checksum = checksums.of(row);
    KeptCounts counts = kept.isEmpty() ? null : kept.get(RowKey.of(row));
    insert(example, cell, row, checksum, counts);
    added++;
    failedAdded += failed ? 1 : 0;
    sumAdded += checksum;
    return true;
  }

  private void insert(
      long example, long cell, ExampleRow row, long checksum, @Nullable KeptCounts counts)
      throws SQLException {
    PreparedStatement insert = database.prepare(INSERT);
    insert.setLong(1, example);
    insert.setLong(2, cell);
    insert.setLong(3, checksum);
    if (counts == null) {
      insert.setNull(4, Types.NULL);
    } else {
      insert.setLong(4, textKey(counts.text()));
    }
    int place = 5;
    for (RowColumn column : COLUMNS) {
      bind(insert, place++, column.of(row));
    }
    insert.executeUpdate();
  }

  private void bind(PreparedStatement insert, int place, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      insert.setNull(place, Types.NULL);
    } else if (value instanceof Long whole) {
      insert.setLong(place, whole);
    } else if (value instanceof Double real) {
      insert.setDouble(place, real);
    } else {
      insert.setLong(place, textKey(value instanceof String text ? text : RowCodec.text(value)));
    }
  }

  static String names(List<RowColumn> columns) {
    return columns.stream()
        .map(column -> '"' + column.title() + '"')
        .collect(Collectors.joining(", "));
  }

  private long cellKey(ExampleRow row) throws SQLException {
    Long known = cells.get(row.cell());
    if (known != null) {
      return known;
    }
    long key = keyOf("cell", CELL, row);
    cells.put(row.cell(), key);
    return key;
  }

  private long exampleKey(ExampleRow row) throws SQLException {
    Long known = examples.get(row.example());
    if (known != null) {
      return known;
    }
    long key = keyOf("example", EXAMPLE, row);
    examples.put(row.example(), key);
    return key;
  }

  /** The key of the cell or example that a row names, which is entered if it is new. */
  private long keyOf(String table, List<RowColumn> columns, ExampleRow row) throws SQLException {
    List<Object> values = new ArrayList<>(List.of(run));
    columns.forEach(column -> values.add(Objects.requireNonNull(column.of(row))));
    String names = names(columns);
    String marks = ",?".repeat(columns.size());
    long known =
        database.number(
            "SELECT key FROM %s WHERE (run, %s) = (?%s)".formatted(table, names, marks),
            values.toArray());
    return known >= 0
        ? known
        : insertedKey(
            "INSERT INTO %s (run, %s) VALUES (?%s)".formatted(table, names, marks),
            values.toArray());
  }

  private long textKey(String text) throws SQLException {
    Long known = texts.get(text);
    if (known != null) {
      return known;
    }
    long key = insertedKey("INSERT INTO text (run, body) VALUES (?, ?)", run, Texts.pack(text));
    texts.put(text, key);
    return key;
  }

  private long insertedKey(String insert, Object... values) throws SQLException {
    database.update(insert, values);
    return database.number("SELECT last_insert_rowid()");
  }

  /** Whether this writer writes the run with that key. */
  boolean isFor(long otherRun) {
    return Objects.equals(run, otherRun);
  }
}
