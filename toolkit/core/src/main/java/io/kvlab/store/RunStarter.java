package io.kvlab.store;

import io.kvlab.internal.Sha256;
import io.kvlab.result.Arithmetic;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** Starts runs or takes them up, inside a transaction of its caller. */
final class RunStarter {
  private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);

  private final RunTable runs;
  private final LiveRuns live;
  private final Instant now;

  RunStarter(RunTable runs, LiveRuns live, Instant now) {
    this.runs = runs;
    this.live = live;
    this.now = now;
  }

  RunStart begin(RunSpec spec, boolean fresh) throws SQLException {
    Optional<RunTable.Keyed> same = fresh ? Optional.empty() : runs.newest(spec.fingerprint());
    return same.isPresent() ? takeUp(same.get(), spec) : start(spec, fresh);
  }

  private RunStart takeUp(RunTable.Keyed keyed, RunSpec spec) throws SQLException {
    Run run = keyed.run();
    if (run.state() == Run.State.DONE && run.failed() == 0) {
      return new RunStart(
          run,
          RunStart.Origin.COMPLETE,
          "Run "
              + run.id()
              + " has computed this already; 'fresh' in the statement computes it again.",
          true);
    }
    String provenance = Arithmetic.continued(run.spec().provenance(), spec.provenance());
    runs.update(keyed, Run.State.RUNNING, provenance, notBefore(now, run.created()));
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
    String id = newId(runs, spec, now);
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

  /** A clock may jump back; a run still does not end before it began. */
  static Instant notBefore(Instant now, Instant created) {
    return now.isBefore(created) ? created : now;
  }

  /** Five letters of a hash, drawn again while the store knows them. */
  static String newId(RunTable runs, RunSpec spec, Instant begun) throws SQLException {
    for (int attempt = 0; ; attempt++) {
      String seed = spec.fingerprint().digest() + " " + begun + " " + attempt;
      byte[] hash = Sha256.digester().digest(seed.getBytes(StandardCharsets.UTF_8));
      StringBuilder id = new StringBuilder(DATE.format(begun)).append('-');
      for (int i = 0; i < 5; i++) {
        id.append(LETTERS.charAt(hash[i] & 31));
      }
      if (runs.byId(id.toString()).isEmpty()) {
        return id.toString();
      }
    }
  }
}
