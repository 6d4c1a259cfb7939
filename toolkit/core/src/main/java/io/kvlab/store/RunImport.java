package io.kvlab.store;

import io.kvlab.result.ExampleRow;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Brings runs of elsewhere into a store, within one transaction of its caller. */
final class RunImport {
  private final Database database;
  private final RunTable runs;

  RunImport(Database database, RunTable runs) {
    this.database = database;
    this.runs = runs;
  }

  /** Everything that shall be there afterwards, or nothing. */
  interface Work {
    List<String> run(RunImport importer) throws IOException;
  }

  /** Where the rows of an imported run go; nowhere if the run is held already. */
  record Place(String id, boolean held, RowWriter writer) {}

  Place place(String wanted, RunSpec spec, Run.State state, long created, long updated) {
    return database.plain(
        () -> {
          Instant begun = Instant.ofEpochMilli(created);
          Optional<RunTable.Keyed> taken = runs.byId(wanted);
          boolean held =
              taken.isPresent()
                  && taken.get().run().spec().fingerprint().equals(spec.fingerprint());
          String id = taken.isPresent() && !held ? RunStarter.newId(runs, spec, begun) : wanted;
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
