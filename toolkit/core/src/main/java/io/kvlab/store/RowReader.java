package io.kvlab.store;

import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.plan.CellKey;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.ExampleId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the rows of one run, inside a transaction of its caller, and checks every one of them. */
public final class RowReader {
  private static final int REMEMBERED_TEXTS = 4096;

  private final Database database;
  private final String runId;
  private final long run;
  private final RowChecksum checksums = new RowChecksum();
  private final Map<String, Map<String, Double>> metrics = new HashMap<>();
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
    PreparedStatement select =
        database.prepare(
            "SELECT r.* FROM example e CROSS JOIN example_row r ON r.example = e.key"
                + " WHERE e.run = ? ORDER BY e.key, r.cell");
    Database.bind(select, run);
    try (ResultSet found = select.executeQuery()) {
      while (found.next()) {
        ExampleRow row = row(found);
        long checksum = checksums.of(row);
        if (checksum != found.getLong(24)) {
          throw damaged("a row of run " + runId + " fails its checksum");
        }
        tally.add(checksum, row.result() instanceof ExampleRow.Failed);
        consumer.accept(row);
      }
    }
    requireTally(tally);
  }

  /** The keys of the rows that are stored: those measured, or those that failed. */
  Set<RowKey> keys(boolean failed) throws SQLException {
    loadNames();
    Set<RowKey> keys = new HashSet<>();
    Tally tally = new Tally();
    PreparedStatement select =
        database.prepare(
            "SELECT r.example, r.cell, r.failure IS NOT NULL, r.checksum FROM example e CROSS JOIN"
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
            "SELECT r.example, r.cell, r.counts, r.kept FROM example e CROSS JOIN example_row r ON"
                + " r.example = e.key WHERE e.run = ? AND r.counts IS NOT NULL");
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
    PreparedStatement select =
        database.prepare("SELECT key, position, id FROM example WHERE run = ?");
    Database.bind(select, run);
    try (ResultSet found = select.executeQuery()) {
      while (found.next()) {
        examples.put(found.getLong(1), new ExampleId(found.getInt(2), string(found, 3)));
      }
    }
    PreparedStatement cellRows = database.prepare("SELECT * FROM cell WHERE run = ?");
    Database.bind(cellRows, run);
    try (ResultSet found = cellRows.executeQuery()) {
      while (found.next()) {
        cells.put(found.getLong(1), cell(found));
      }
    }
  }

  private CellKey cell(ResultSet found) throws SQLException {
    try {
      return new CellKey(
          new CellKey.Workload(
              string(found, 3),
              string(found, 4),
              string(found, 5),
              found.getInt(6),
              string(found, 7)),
          new CellKey.Treatment(
              string(found, 8),
              Budgets.parse(string(found, 9)),
              Budgets.parseOptional(string(found, 10)),
              CompressionPoint.valueOf(string(found, 11).toUpperCase(Locale.ROOT))));
    } catch (IllegalArgumentException e) {
      throw damaged("a cell of run " + runId + " makes no sense: " + e.getMessage());
    }
  }

  private ExampleRow row(ResultSet found) throws SQLException {
    CellKey cell = known(cells, found.getLong(2));
    ExampleId example = known(examples, found.getLong(1));
    try {
      long failure = found.getLong(3);
      ExampleRow.Result result =
          found.wasNull() ? measured(found) : new ExampleRow.Failed(text(failure));
      return new ExampleRow(runId, cell, example, result);
    } catch (IllegalArgumentException e) {
      throw damaged("a row of run " + runId + " makes no sense");
    }
  }

  private ExampleRow.Measured measured(ResultSet found) throws SQLException {
    return new ExampleRow.Measured(
        new ExampleRow.CacheUse(
            found.getInt(4), found.getLong(5), found.getLong(6), found.getLong(7)),
        new ExampleRow.Answer(
            text(found.getLong(8)),
            optionalText(found, 9),
            text(found.getLong(10)),
            found.getDouble(11),
            new ExampleRow.Units(found.getInt(12), found.getInt(13)),
            others(found),
            new ExampleRow.Tokens(found.getInt(15), found.getInt(16), found.getInt(17))),
        new ExampleRow.Timing(real(found, 18), real(found, 19)),
        fidelity(found));
  }

  /** Few rows have metrics of their own; most share theirs with many. */
  private Map<String, Double> others(ResultSet found) throws SQLException {
    Optional<String> json = optionalText(found, 14);
    if (json.isEmpty()) {
      return Map.of();
    }
    if (metrics.size() > REMEMBERED_TEXTS) {
      metrics.clear();
    }
    return metrics.computeIfAbsent(json.get(), Json::metrics);
  }

  private static Optional<ExampleRow.Fidelity> fidelity(ResultSet found) throws SQLException {
    int positions = found.getInt(23);
    return found.wasNull()
        ? Optional.empty()
        : Optional.of(
            new ExampleRow.Fidelity(real(found, 20), real(found, 21), found.getInt(22), positions));
  }

  /** SQLite stores NaN as null. */
  private static double real(ResultSet found, int column) throws SQLException {
    double value = found.getDouble(column);
    return found.wasNull() ? Double.NaN : value;
  }

  private Optional<String> optionalText(ResultSet found, int column) throws SQLException {
    long key = found.getLong(column);
    return found.wasNull() ? Optional.empty() : Optional.of(text(key));
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
