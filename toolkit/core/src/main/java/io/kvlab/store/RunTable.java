package io.kvlab.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.kvlab.KvlabException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The runs themselves, inside a transaction of the caller. */
final class RunTable {
  private static final String SELECT =
      "SELECT r.key, r.id, r.digest, r.fingerprint, r.statement, r.plan, r.provenance, r.state,"
          + " r.created, r.updated, r.checksum, t.rows, t.failed"
          + " FROM run r LEFT JOIN tally t ON t.run = r.key ";

  private final Database database;

  RunTable(Database database) {
    this.database = database;
  }

  /** A run and the key under which its rows lie. */
  record Keyed(long key, Run run) {}

  /** All runs, oldest first, in the order in which they were begun. */
  List<Keyed> all() throws SQLException {
    return select("ORDER BY r.key");
  }

  /** The newest run with that fingerprint. */
  Optional<Keyed> newest(Fingerprint fingerprint) throws SQLException {
    return first(select("WHERE r.digest = ? ORDER BY r.key DESC LIMIT 1", fingerprint.digest()));
  }

  /** The newest run that the same statement asked for. */
  Optional<Keyed> newestOf(String statement) throws SQLException {
    return first(select("WHERE r.statement = ? ORDER BY r.key DESC LIMIT 1", statement));
  }

  Optional<Keyed> byId(String id) throws SQLException {
    return first(select("WHERE r.id = ?", id));
  }

  /** The run with that id, or whose id alone begins so. */
  Keyed find(String idOrPrefix) throws SQLException {
    Optional<Keyed> exact = byId(idOrPrefix);
    if (exact.isPresent()) {
      return exact.get();
    }
    List<Keyed> candidates =
        select("WHERE substr(r.id, 1, ?) = ? ORDER BY r.key", idOrPrefix.length(), idOrPrefix);
    if (candidates.size() == 1 && !idOrPrefix.isEmpty()) {
      return candidates.get(0);
    }
    throw KvlabException.usage(
        candidates.isEmpty() || idOrPrefix.isEmpty()
            ? "There is no run " + idOrPrefix + " in this store; `kvlab runs ls` lists them all."
            : "More than one run begins with "
                + idOrPrefix
                + "; give more letters of its id (`kvlab runs ls` lists them all).");
  }

  long insert(String id, RunSpec spec, Run.State state, Instant created, Instant updated)
      throws SQLException {
    String fingerprint = Json.write(spec.fingerprint().parts());
    database.update(
        "INSERT INTO run (id, digest, fingerprint, statement, plan, provenance, state, created,"
            + " updated, checksum) VALUES (?,?,?,?,?,?,?,?,?,?)",
        id,
        spec.fingerprint().digest(),
        fingerprint,
        spec.statement(),
        spec.plan(),
        spec.provenance(),
        state.name(),
        created.toEpochMilli(),
        updated.toEpochMilli(),
        checksum(id, spec, state.name(), created.toEpochMilli(), updated.toEpochMilli()));
    long key = database.number("SELECT last_insert_rowid()");
    database.update("INSERT INTO tally (run, rows, failed, sum) VALUES (?, 0, 0, 0)", key);
    return key;
  }

  void update(Keyed keyed, Run.State state, String provenance, Instant updated)
      throws SQLException {
    Run run = keyed.run();
    RunSpec spec = run.spec();
    RunSpec changed = new RunSpec(spec.statement(), spec.plan(), spec.fingerprint(), provenance);
    long created = run.created().toEpochMilli();
    long time = updated.toEpochMilli();
    database.update(
        "UPDATE run SET state = ?, provenance = ?, updated = ?, checksum = ? WHERE key = ?",
        state.name(),
        provenance,
        time,
        checksum(run.id(), changed, state.name(), created, time),
        keyed.key());
  }

  void delete(long key) throws SQLException {
    database.update(
        "DELETE FROM example_row WHERE example IN (SELECT key FROM example WHERE run = ?)", key);
    for (String table : List.of("example", "cell", "text", "tally")) {
      database.update("DELETE FROM " + table + " WHERE run = ?", key);
    }
    database.update("DELETE FROM run WHERE key = ?", key);
  }

  private List<Keyed> select(String where, Object... parameters) throws SQLException {
    PreparedStatement statement = database.prepare(SELECT + where);
    Database.bind(statement, parameters);
    List<Keyed> runs = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        runs.add(keyed(rows));
      }
    }
    return runs;
  }

  private static Optional<Keyed> first(List<Keyed> runs) {
    return runs.stream().findFirst();
  }

  private Keyed keyed(ResultSet row) throws SQLException {
    try {
      Fingerprint fingerprint =
          new Fingerprint(
              Json.MAPPER.readValue(
                  string(row, 4), new TypeReference<TreeMap<String, String>>() {}));
      RunSpec spec = new RunSpec(string(row, 5), string(row, 6), fingerprint, string(row, 7));
      Run.State state = Run.State.valueOf(string(row, 8));
      long created = row.getLong(9);
      long updated = row.getLong(10);
      long rows = row.getLong(12);
      long failed = row.getLong(13);
      String id = string(row, 2);
      if (row.getLong(11) != checksum(id, spec, state.name(), created, updated)
          || !fingerprint.digest().equals(string(row, 3))
          || failed < 0
          || rows < failed) {
        throw damaged();
      }
      return new Keyed(
          row.getLong(1),
          new Run(
              id,
              spec,
              state,
              rows,
              failed,
              Instant.ofEpochMilli(created),
              Instant.ofEpochMilli(updated)));
    } catch (IllegalArgumentException | JsonProcessingException e) {
      throw damaged();
    }
  }

  private String string(ResultSet row, int column) throws SQLException {
    String value = row.getString(column);
    if (value == null) {
      throw damaged();
    }
    return value;
  }

  private KvlabException damaged() {
    return new StoreFailure(database.file()).damaged("the entry of a run fails its checksum");
  }

  private static long checksum(String id, RunSpec spec, String state, long created, long updated) {
    return RowChecksum.of(
        id,
        spec.fingerprint().digest(),
        Json.write(spec.fingerprint().parts()),
        spec.statement(),
        spec.plan(),
        spec.provenance(),
        state,
        created + " " + updated);
  }
}
