package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Formatter;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.Query;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.plan.Plan;
import io.kvlab.plan.PlanJson;
import io.kvlab.store.Run;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Results that were computed where the model and the data are, and came here as a bundle: a
 * statement that cannot run on this machine is answered by the finished run of the same statement
 * and seed.
 */
final class StoredAnswers {
  private final Session session;

  StoredAnswers(Session session) {
    this.session = session;
  }

  /** The queries that a statement runs. */
  static Stream<Query> queries(Statement statement) {
    return statement.match(new QueriesOf());
  }

  /** Whether a query cannot run here and needs not, since its finished run is stored. */
  boolean answers(Query query) {
    return query.isGrid() && missing(query).isPresent() && stored(query).isPresent();
  }

  /** Why a query cannot run here; empty if its models and data are all there. */
  Optional<KvlabException> missing(Query query) {
    Catalog catalog = session.catalog();
    try {
      for (Name model : query.options().models()) {
        catalog.modelFolder(model.text());
      }
      for (Call task : query.options().tasks()) {
        if (catalog.textFile(task).isEmpty() && !catalog.dataPresent(task)) {
          catalog.task(task);
        }
      }
      return Optional.empty();
    } catch (KvlabException absent) {
      return Optional.of(absent);
    }
  }

  /** The newest finished run of the query. */
  Optional<Grid> stored(Query query) {
    String statement = Formatter.format(query);
    long seed = query.options().seed().orElse(session.settings().seed());
    return session.store().list().stream()
        .filter(run -> run.state() == Run.State.DONE)
        .filter(run -> run.spec().statement().equals(statement))
        .filter(run -> plan(run).seed() == seed)
        .max(Comparator.comparing(Run::created))
        .map(
            run ->
                new Grid(
                    run.id(),
                    plan(run),
                    session.store().rows(run.id()),
                    run.spec().provenance(),
                    false));
  }

  private static Plan plan(Run run) {
    return PlanJson.read(run.spec().plan());
  }
}
