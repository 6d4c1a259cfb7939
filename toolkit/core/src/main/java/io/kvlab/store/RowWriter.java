package io.kvlab.store;

import io.kvlab.plan.CellKey;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Answer;
import io.kvlab.result.ExampleRow.ExampleId;
import io.kvlab.result.ExampleRow.Failed;
import io.kvlab.result.ExampleRow.Fidelity;
import io.kvlab.result.ExampleRow.Measured;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of one run, inside a transaction of its caller. It remembers keys that it wrote,
 * so it must be thrown away when a transaction is rolled back.
 */
final class RowWriter {
  private static final int REMEMBERED_TEXTS = 4096;

  private static final String INSERT =
      "INSERT OR REPLACE INTO example_row (example, cell, failure, prompt, kept, total, bytes,"
          + " text, extracted, gold, score, correct, units, others, generated, scored, exposed,"
          + " prefill, decode, nll, kl, agreeing, positions, checksum, counts) VALUES"
          + " (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

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
    long example = exampleKey(row.example());
    long cell = cellKey(row.cell());
    boolean failed = row.result() instanceof Failed;
    PreparedStatement known =
        database.prepare(
            "SELECT checksum, failure IS NOT NULL FROM example_row WHERE example = ? AND cell = ?");
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
    insert(example, cell, row.result(), checksum, counts);
    added++;
    failedAdded += failed ? 1 : 0;
    sumAdded += checksum;
    return true;
  }

  private void insert(
      long example, long cell, ExampleRow.Result result, long checksum, @Nullable KeptCounts counts)
      throws SQLException {
    PreparedStatement insert = database.prepare(INSERT);
    insert.setLong(1, example);
    insert.setLong(2, cell);
    for (int column = 3; column <= 23; column++) {
      insert.setNull(column, Types.NULL);
    }
    if (result instanceof Failed failed) {
      insert.setLong(3, textKey(failed.reason()));
    } else if (result instanceof Measured measured) {
      bindMeasured(insert, measured);
    }
    insert.setLong(24, checksum);
    if (counts == null) {
      insert.setNull(25, Types.NULL);
    } else {
      insert.setLong(25, textKey(counts.text()));
    }
    insert.executeUpdate();
  }

  private void bindMeasured(PreparedStatement insert, Measured measured) throws SQLException {
    ExampleRow.CacheUse cache = measured.cache();
    insert.setInt(4, cache.promptTokens());
    insert.setLong(5, cache.keptEntries());
    insert.setLong(6, cache.totalEntries());
    insert.setLong(7, cache.bytes());
    Answer answer = measured.answer();
    insert.setLong(8, textKey(answer.text()));
    Optional<String> extracted = answer.extracted();
    if (extracted.isPresent()) {
      insert.setLong(9, textKey(extracted.get()));
    }
    insert.setLong(10, textKey(answer.gold()));
    insert.setDouble(11, answer.score());
    insert.setInt(12, answer.units().correct());
    insert.setInt(13, answer.units().total());
    if (!answer.others().isEmpty()) {
      insert.setLong(14, textKey(Json.write(answer.others())));
    }
    insert.setInt(15, answer.tokens().generated());
    insert.setInt(16, answer.tokens().scored());
    insert.setInt(17, answer.tokens().exposed());
    insert.setDouble(18, measured.timing().prefillSeconds());
    insert.setDouble(19, measured.timing().decodeSeconds());
    if (measured.fidelity().isPresent()) {
      Fidelity fidelity = measured.fidelity().get();
      insert.setDouble(20, fidelity.nllSum());
      insert.setDouble(21, fidelity.klSum());
      insert.setInt(22, fidelity.agreeing());
      insert.setInt(23, fidelity.positions());
    }
  }

  private long cellKey(CellKey cell) throws SQLException {
    Long known = cells.get(cell);
    if (known != null) {
      return known;
    }
    CellKey.Workload workload = cell.workload();
    CellKey.Treatment treatment = cell.treatment();
    Object[] values = {
      run,
      workload.model(),
      workload.task(),
      workload.capability(),
      workload.shots(),
      workload.settings(),
      treatment.policy(),
      Budgets.text(treatment.budget()),
      Budgets.text(treatment.decode()),
      treatment.point().keyword()
    };
    long key =
        keyOf(
            "SELECT key FROM cell WHERE run = ? AND model = ? AND task = ? AND capability = ? AND"
                + " shots = ? AND settings = ? AND policy = ? AND budget = ? AND decode = ? AND"
                + " point = ?",
            "INSERT INTO cell (run, model, task, capability, shots, settings, policy, budget,"
                + " decode, point) VALUES (?,?,?,?,?,?,?,?,?,?)",
            values);
    cells.put(cell, key);
    return key;
  }

  private long exampleKey(ExampleId example) throws SQLException {
    Long known = examples.get(example);
    if (known != null) {
      return known;
    }
    long key =
        keyOf(
            "SELECT key FROM example WHERE run = ? AND id = ? AND position = ?",
            "INSERT INTO example (run, id, position) VALUES (?,?,?)",
            run,
            example.id(),
            example.index());
    examples.put(example, key);
    return key;
  }

  private long keyOf(String select, String insert, Object... values) throws SQLException {
    long known = database.number(select, values);
    return known >= 0 ? known : insertedKey(insert, values);
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
