package io.kvlab.store;

import io.kvlab.plan.CellKey;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.ExampleId;
import io.kvlab.result.Kind;
import io.kvlab.result.RowCodec;
import io.kvlab.result.RowColumn;
import io.kvlab.result.RowColumn.Part;
import io.kvlab.result.RowValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads the rows of one run, inside a transaction of its caller, and checks every one of them. */
public final class RowReader {
  private static final int REMEMBERED_TEXTS = 4096;

  private static final List<RowColumn> COLUMNS = RowColumn.in(Part.ROW);
  private static final List<RowColumn> CELL = RowColumn.in(Part.CELL);
  private static final List<RowColumn> EXAMPLE = RowColumn.in(Part.EXAMPLE);

  private static final String SELECT =
      "SELECT r.example, r.cell, r.checksum, "
          + RowWriter.names(COLUMNS)
          + " FROM example e CROSS JOIN example_row r ON r.example = e.key WHERE e.run = ? ";

  private final Database database;
  private final String runId;
  private final long run;
  private final RowChecksum checksums = new RowChecksum();
  private final RowValues values = new RowValues();
  private final Map<RowColumn, Map<String, Object>> structures = new EnumMap<>(RowColumn.class);
  private final Map<Long, CellKey> cells = new HashMap<>();
  private final Map<Long, ExampleId> examples = new HashMap<>();
  private final Map<Long, String> texts =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, String> eldest) {
          return size() > REMEMBERED_TEXTS;
        }
      };

  public RowReader(Database database, String runId, long run) {
    this.database = database;
    this.runId = runId;
    this.run = run;
  }

  /** Every row, example by example, each verified; then their sum against the tally. */
  void rows(Consumer<ExampleRow> consumer) throws SQLException {
    loadNames();
    Tally tally = new Tally();
    PreparedStatement select = database.prepare(SELECT + "ORDER BY e.key, r.cell");
    Database.bind(select, run);
    try (ResultSet found = select.executeQuery()) {
      while (found.next()) {
        ExampleRow row = verified(found);
        tally.add(found.getLong(3), row.result() instanceof ExampleRow.Failed);
        consumer.accept(row);
      }
    }
    requireTally(tally);
  }

  /** A row of each kind that there is: of every cell, with every set of metrics and details. */
  List<ExampleRow> kinds() throws SQLException {
    loadNames();
    List<ExampleRow> kinds = new ArrayList<>();
    PreparedStatement select =
        database.prepare(
            SELECT + "GROUP BY r.cell, r.failed IS NULL, r.positions IS NULL, r.others, r.details");
    Database.bind(select, run);
    try (ResultSet found = select.executeQuery()) {
      while (found.next()) {
        kinds.add(verified(found));
      }
    }
    return kinds;
  }

  private ExampleRow verified(ResultSet found) throws SQLException {
    ExampleRow row = row(found);
    if (checksums.of(row) != found.getLong(3)) {
      throw damaged("a row of run " + runId + " fails its checksum");
    }
    return row;
  }

  /** The keys of the rows that are stored: those measured, or those that failed. */
  Set<RowKey> keys(boolean failed) throws SQLException {
    loadNames();
    Set<RowKey> keys = new HashSet<>();
    Tally tally = new Tally();
    PreparedStatement select =
        database.prepare(
            "SELECT r.example, r.cell, r.failed IS NOT NULL, r.checksum FROM example e CROSS JOIN"
                + " example_row r ON r.example = e.key WHERE e.run = ?");
    Database.bind(select, run);
    try (ResultSet found = select.executeQuery()) {
      while (found.next()) {
        boolean rowFailed = found.getBoolean(3);
        tally.add(found.getLong(4), rowFailed);
        RowKey key = new RowKey(known(cells, found.getLong(2)), known(examples, found.getLong(1)));
        if (rowFailed == failed && !keys.add(key)) {
          throw damaged("run " + runId + " holds a row twice");
        }
      }
    }
    requireTally(tally);
    return keys;
  }

  /** The recorded counts of kept entries by row; rows without them are left out. */
  Map<RowKey, KeptCounts> kept() throws SQLException {
    loadNames();
    Map<RowKey, KeptCounts> kept = new HashMap<>();
    PreparedStatement select =
        database.prepare(
            "SELECT r.example, r.cell, r.counts, r.kept_entries FROM example e CROSS JOIN"
                + " example_row r ON r.example = e.key WHERE e.run = ? AND r.counts IS NOT NULL");
    Database.bind(select, run);
    try (ResultSet found = select.executeQuery()) {
      while (found.next()) {
        RowKey key = new RowKey(known(cells, found.getLong(2)), known(examples, found.getLong(1)));
        Optional<KeptCounts> counts = KeptCounts.parse(readText(found.getLong(3)));
        if (counts.isEmpty() || counts.get().total() != found.getLong(4)) {
          throw damaged("the kept entries of a row of run " + runId + " do not add up");
        }
        kept.put(key, counts.get());
      }
    }
    return kept;
  }

  private String readText(long key) throws SQLException {
    try {
      return text(key);
    } catch (IllegalArgumentException e) {
      throw damaged("a text of run " + runId + " makes no sense");
    }
  }

  private static final class Tally {
    private long rows;
    private long failed;
    private long sum;

    void add(long checksum, boolean rowFailed) {
      rows++;
      failed += rowFailed ? 1 : 0;
      sum += checksum;
    }
  }

  private void requireTally(Tally tally) throws SQLException {
    PreparedStatement select =
        database.prepare("SELECT rows, failed, sum FROM tally WHERE run = ?");
    Database.bind(select, run);
    try (ResultSet found = select.executeQuery()) {
      if (!found.next()
          || found.getLong(1) != tally.rows
          || found.getLong(2) != tally.failed
          || found.getLong(3) != tally.sum) {
        throw damaged("the rows of run " + runId + " do not add up");
      }
    }
  }

  private void loadNames() throws SQLException {
    load("example", EXAMPLE, examples, RowValues::example);
    load("cell", CELL, cells, RowValues::cell);
  }

  private <T> void load(
      String table, List<RowColumn> columns, Map<Long, T> names, Function<RowValues, T> name)
      throws SQLException {
    PreparedStatement select =
        database.prepare(
            "SELECT key, %s FROM %s WHERE run = ?".formatted(RowWriter.names(columns), table));
    Database.bind(select, run);
    try (ResultSet found = select.executeQuery()) {
      while (found.next()) {
        values.clear();
        int place = 2;
        for (RowColumn column : columns) {
          values.put(
              column,
              column.kind() == Kind.TEXT ? string(found, place) : (Object) found.getLong(place));
          place++;
        }
        names.put(found.getLong(1), name.apply(values));
      }
    } catch (IllegalArgumentException e) {
      throw damaged("a name of run %s makes no sense: %s".formatted(runId, e.getMessage()));
    }
  }

  private ExampleRow row(ResultSet found) throws SQLException {
    CellKey cell = known(cells, found.getLong(2));
    ExampleId example = known(examples, found.getLong(1));
    try {
      values.clear();
      int place = 4;
      for (RowColumn column : COLUMNS) {
        values.put(column, value(found, place++, column));
      }
      return new ExampleRow(cell, example, values.result(), values.details());
    } catch (IllegalArgumentException e) {
      throw damaged("a row of run " + runId + " makes no sense");
    }
  }

  private @Nullable Object value(ResultSet found, int place, RowColumn column) throws SQLException {
    if (column.kind() == Kind.REAL) {
      double value = found.getDouble(place);
      return value == 0 && found.wasNull() ? Double.NaN : value; // SQLite stores NaN as null
    }
    long value = found.getLong(place);
    if (value == 0 && found.wasNull()) { // in this order: each question is a native call
      return null;
    }
    return switch (column.kind()) {
      case WHOLE -> value;
      case TEXT -> text(value);
      default -> structure(column, text(value));
    };
  }

  /** Few rows have metrics of their own; most share theirs with many. */
  private Object structure(RowColumn column, String json) {
    Map<String, Object> read = structures.computeIfAbsent(column, first -> new HashMap<>());
    if (read.size() > REMEMBERED_TEXTS) {
      read.clear();
    }
    return read.computeIfAbsent(json, text -> RowCodec.read(column, text));
  }

  private String text(long key) throws SQLException {
    String known = texts.get(key);
    if (known != null) {
      return known;
    }
    PreparedStatement select = database.prepare("SELECT body FROM text WHERE key = ?");
    select.setLong(1, key);
    try (ResultSet found = select.executeQuery()) {
      Object body = found.next() ? found.getObject(1) : null;
      if (body == null) {
        throw damaged("a text of run " + runId + " is missing");
      }
      String text = Texts.unpack(body);
      texts.put(key, text);
      return text;
    }
  }

  private String string(ResultSet found, int column) throws SQLException {
    String value = found.getString(column);
    if (value == null) {
      throw damaged("a name of run " + runId + " is missing");
    }
    return value;
  }

  private <T> T known(Map<Long, T> names, long key) {
    T name = names.get(key);
    if (name == null) {
      throw damaged("a row of run " + runId + " names an unknown cell or example");
    }
    return name;
  }

  private io.kvlab.KvlabException damaged(String how) {
    return new StoreFailure(database.file()).damaged(how);
  }
}
