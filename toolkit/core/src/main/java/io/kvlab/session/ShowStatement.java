package io.kvlab.session;

import io.kvlab.dsl.Described;
import io.kvlab.dsl.Vocabulary.Kind;
import io.kvlab.dsl.ast.Statement.Topic;
import io.kvlab.manifest.Dataset;
import io.kvlab.manifest.ModelEntry;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.store.Run;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** {@code show models}, {@code show runs} and the like. */
final class ShowStatement {
  private final Session session;

  ShowStatement(Session session) {
    this.session = session;
  }

  Outcome show(Topic topic) {
    Table table =
        switch (topic) {
          case MODELS -> models();
          case TASKS -> tasks();
          case POLICIES -> policies();
          case RUNS -> runs();
          case SETTINGS -> settings();
          case PLOTS -> plots();
        };
    return new Outcome.Tabular(
        topic.keyword(), table, topic == Topic.RUNS ? waysToGoOn() : List.of());
  }

  private List<String> waysToGoOn() {
    return session.store().list().stream()
        .filter(run -> run.state() == Run.State.INTERRUPTED || run.state() == Run.State.FAILED)
        .reduce((earlier, later) -> later)
        .map(
            last ->
                "An interrupted or failed run keeps its rows; the same statement goes on from there,"
                    + " and so does: kvlab run --continue "
                    + last.id())
        .stream()
        .toList();
  }

  private Table models() {
    Collection<ModelEntry> models = session.catalog().manifest().models().values();
    return new Listing<>("models", models)
        .column("model", ModelEntry::name)
        .column("what", ModelEntry::title)
        .column("context", m -> String.valueOf(m.context()))
        .column("weights", m -> m.dtype() + ", " + size(m.memoryBytes()))
        .column("chat", m -> m.chat().orElse("-"))
        .column("here", m -> session.catalog().present(m) ? "yes" : "no")
        .table();
  }

  private Table tasks() {
    Collection<Dataset> datasets = session.catalog().manifest().datasets().values();
    return new Listing<>("tasks", datasets)
        .column("task", Dataset::name)
        .column("capability", Dataset::capability)
        .column("what", Dataset::title)
        .column("licence", Dataset::licence)
        .column("here", d -> session.catalog().present(d) ? "yes" : "no")
        .table();
  }

  private Table policies() {
    return new Listing<>("policies", session.catalog().policies().descriptions())
        .column("policy", PolicyDescription::name)
        .column("keeps", PolicyDescription::summary)
        .column(
            "parameters",
            p -> String.join(", ", p.parameters().stream().map(q -> q.name()).toList()))
        .column("paper", PolicyDescription::paper)
        .table();
  }

  private Table runs() {
    return new Listing<>("runs", session.store().list())
        .column("run", Run::id)
        .column("statement", run -> run.spec().statement())
        .column("state", run -> run.state().name().toLowerCase(Locale.ROOT))
        .column("rows", run -> String.valueOf(run.rows()))
        .column("failed", run -> String.valueOf(run.failed()))
        .column("begun", run -> run.created().toString())
        .table();
  }

  private Table settings() {
    Settings settings = session.settings();
    return new Listing<>("settings", List.of(SettingKey.values()))
        .column("setting", SettingKey::key)
        .column("value", key -> settings.value(key).text())
        .column("from", key -> settings.value(key).origin())
        .column("what", SettingKey::help)
        .table();
  }

  private Table plots() {
    return new Listing<>("plots", session.catalog().all(Kind.PLOT))
        .column("plot", Described::name)
        .column("shows", Described::help)
        .table();
  }

  static String size(long bytes) {
    return bytes >= 1L << 30
        ? String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30))
        : String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1L << 20));
  }

  /** A table of texts, a row a thing. */
  private static final class Listing<T> {
    private final Table table;
    private final Collection<T> things;

    Listing(String title, Collection<T> things) {
      this.table = Table.create(title);
      this.things = things;
    }

    Listing<T> column(String name, Function<T, String> value) {
      table.addColumns(StringColumn.create(name, things.stream().map(value)));
      return this;
    }

    Table table() {
      return table;
    }
  }
}
