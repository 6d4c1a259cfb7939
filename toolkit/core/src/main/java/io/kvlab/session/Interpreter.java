package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.Help;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Options;
import io.kvlab.dsl.ast.Query;
import io.kvlab.dsl.ast.Scoring;
import io.kvlab.dsl.ast.Source;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.dsl.ast.Value;
import io.kvlab.engine.Cancellation;
import io.kvlab.engine.LoadedModel;
import io.kvlab.engine.Mechanism;
import io.kvlab.engine.ModelSource;
import io.kvlab.engine.RunOptions;
import io.kvlab.engine.RunProgress;
import io.kvlab.engine.Runner;
import io.kvlab.engine.Workbench;
import io.kvlab.model.checkpoint.GenerationSettings;
import io.kvlab.plan.Plan;
import io.kvlab.policy.Policy;
import io.kvlab.task.Task;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Executes one statement at a time, each kind in its own class. */
final class Interpreter implements Statement.Cases<Outcome>, Query.Cases<Outcome> {
  private final Session session;
  private final RunProgress progress;
  private final Cancellation cancellation;

  Interpreter(Session session, RunProgress progress, Cancellation cancellation) {
    this.session = session;
    this.progress = progress;
    this.cancellation = cancellation;
  }

  Outcome execute(Statement statement) {
    return statement.match(this);
  }

  @Override
  public Outcome query(Query query) {
    return query.matchQuery(this);
  }

  @Override
  public Outcome bind(Statement.Bind bind) {
    Outcome outcome = query(bind.query());
    session.bind(bind.name().text(), outcome);
    return outcome;
  }

  @Override
  public Outcome explain(Statement.Explain explain) {
    return explain.source().match(this::explain, this::explain);
  }

  @Override
  public Outcome plot(Statement.Plot plot) {
    RowFilter filter = new RowFilter(plot.filters(), session.catalog());
    PromptSelections selecting =
        new PromptSelections(name -> loaded(name, Options.NONE), session.catalog(), cancellation);
    return new PlotStatement(filter, selecting).plot(plot, outcome(plot.source()));
  }

  @Override
  public Outcome compare(Statement.Compare compare) {
    return new CompareStatement(session.catalog()).compare(compare, grid(compare.source()));
  }

  @Override
  public Outcome show(Statement.Show show) {
    return new ShowStatement(session).show(show.topic());
  }

  @Override
  public Outcome showPrompt(Statement.ShowPrompt show) {
    Options options = show.asked().options();
    return new ShowPromptStatement(
            model(options), session.catalog(), ChatUses.of(options, session.settings().chat()))
        .show(show.asked());
  }

  @Override
  public Outcome showResult(Statement.ShowResult show) {
    return bound(show.result().text());
  }

  @Override
  public Outcome describe(Statement.Describe describe) {
    return new DescribeStatement(session).describe(describe.subject().text());
  }

  @Override
  public Outcome help(Statement.Help help) {
    return new Outcome.Message(help(help.topic().map(name -> name.text())));
  }

  @Override
  public Outcome export(Statement.Export export) {
    return new ExportStatement().export(grid(export.source()), export.file().value());
  }

  @Override
  public Outcome report(Statement.Report report) {
    return report(
        report.kind(), grid(report.source()), report.file().map(text -> Path.of(text.value())));
  }

  Outcome report(Statement.Report.Kind kind, Grid grid, Optional<Path> file) {
    return new ReportStatement(
            plan -> compute(plan, workbench(Options.NONE), options(Options.NONE)), progress)
        .report(kind, grid, file);
  }

  private Outcome explain(Source.Bound source) {
    return new ExplainStatement(workbench(Options.NONE), options(false))
        .explain(grid(source).plan());
  }

  private Outcome explain(Source.Inline source) {
    Query query = source.query();
    if (!query.isGrid()) {
      throw KvlabException.usage("Give the query to explain: explain compress ...");
    }
    Options options = query.options();
    return new ExplainStatement(workbench(options), options(options)).explain(plan(query));
  }

  private static String help(Optional<String> topic) {
    if (topic.isEmpty()) {
      return Help.overview();
    }
    return Help.on(topic.get())
        .map(Help.Topic::render)
        .orElseThrow(
            () ->
                KvlabException.usage(
                    "There is no help on '" + topic.get() + "'; 'help' lists the statements."));
  }

  @Override
  public Outcome generate(Query.Generate generate) {
    return new GenerateStatement(
            () -> generating(generate.options()), session.catalog(), cancellation)
        .generate(generate, ChatUses.of(generate.options(), session.settings().chat()));
  }

  @Override
  public Outcome attention(Query.Attention attention) {
    return new Outcome.Attention(
        new AttentionStatement(
                model(attention.options()),
                session.catalog(),
                ChatUses.of(attention.options(), session.settings().chat()),
                cancellation)
            .attend(attention));
  }

  @Override
  public Outcome compress(Query.Compress query) {
    return fill(query);
  }

  @Override
  public Outcome baseline(Query.Baseline query) {
    return fill(query);
  }

  /** The grid of a query: computed, or what another machine computed of it. */
  private Outcome fill(Query query) {
    StoredAnswers elsewhere = new StoredAnswers(session);
    Optional<KvlabException> missing = elsewhere.missing(query);
    if (missing.isPresent()) {
      Grid grid = elsewhere.stored(query).orElseThrow(missing::get);
      progress.note(
          "Computed elsewhere: these are the stored rows of run "
              + grid.run()
              + ", since this machine cannot run it ("
              + missing.get().getMessage()
              + ")");
      return experiment(grid);
    }
    return run(plan(query), workbench(query.options()), options(query.options()));
  }

  private Outcome experiment(Grid grid) {
    session.used(grid.run());
    return new Outcome.Experiment(grid);
  }

  /** Runs a stored plan once more, from scratch. */
  Outcome again(Plan plan) {
    return run(plan, workbench(Options.NONE), options(true));
  }

  /** What computes stored rows again. */
  Rechecking rechecking() {
    return new Rechecking(
        workbench(Options.NONE), options(Options.NONE), session.settings().seed());
  }

  /** Runs what of a stored plan has not been computed. */
  Outcome goOn(Plan plan) {
    return run(plan, workbench(Options.NONE), options(false));
  }

  private Outcome run(Plan plan, Workbench workbench, RunOptions options) {
    return experiment(compute(plan, workbench, options));
  }

  private Grid compute(Plan plan, Workbench workbench, RunOptions options) {
    plan.sweeps().stream()
        .filter(
            sweep ->
                sweep.work() instanceof Plan.Answers answers
                    && answers.protocol().scoring() == Scoring.GENERATION)
        .map(Plan.Sweep::model)
        .distinct()
        .forEach(model -> requireGeneration(model, session.catalog().modelFolder(model)));
    Runner.Result result =
        new Runner(workbench, session.store(), options).run(plan, progress, cancellation);
    return new Grid(result.run(), plan, result.rows(), result.provenance(), result.interrupted());
  }

  private LoadedModel generating(Options options) {
    LoadedModel model = model(options);
    requireGeneration(model.name(), model.folder());
    return model;
  }

  /** Refuses a model whose generation settings would be passed over unasked. */
  private void requireGeneration(String model, Path folder) {
    if (!session.settings().ignoreGenerationConfig()) {
      GenerationSettings.require(model, folder);
    }
  }

  private Plan plan(Query query) {
    return new Planner(session.catalog(), session.settings()).plan(query);
  }

  private RunOptions options(Options options) {
    Set<Mechanism> off =
        options.without().stream()
            .map(name -> Mechanism.of(name.text()))
            .collect(Collectors.toSet());
    return options(options.fresh()).without(off);
  }

  private RunOptions options(boolean fresh) {
    return new RunOptions(
            RunOptions.DEFAULT.mechanisms(),
            session.settings().batch(),
            session.settings().memory(),
            fresh || session.startsOver())
        .without(session.settings().without());
  }

  private LoadedModel model(Options options) {
    if (options.models().size() != 1) {
      throw KvlabException.usage("Name one model: with NAME.");
    }
    return loaded(options.models().get(0).text(), options);
  }

  private LoadedModel loaded(String name, Options options) {
    return session.models().get(name, device(options), session.catalog());
  }

  private String device(Options options) {
    return options.device().map(d -> d.text()).orElse(session.settings().device());
  }

  /** What a plan's names stand for in this session. */
  Workbench workbench(Options options) {
    return new Workbench() {
      @Override
      public LoadedModel model(String name) {
        return loaded(name, options);
      }

      @Override
      public ModelSource source(String name) {
        return session.models().source(name, device(options), session.catalog());
      }

      @Override
      public Task task(String name) {
        return session.catalog().task(name);
      }

      @Override
      public Policy policy(String expression) {
        Call call = Dsl.parsePolicy(expression);
        return session.catalog().policy(call);
      }

      @Override
      public Path cache() {
        return ModelFolders.cache();
      }
    };
  }

  private Outcome outcome(Source source) {
    return source.match(bound -> bound(bound.name().text()), inline -> query(inline.query()));
  }

  private Grid grid(Source source) {
    if (outcome(source) instanceof Outcome.Experiment experiment) {
      return experiment.grid();
    }
    throw KvlabException.usage(
        "That needs the result of compress or baseline; bind one, as in grid = compress ...");
  }

  private Outcome bound(String name) {
    Outcome outcome = session.bindings().get(name);
    if (outcome == null) {
      throw KvlabException.usage(
          "There is no result '" + name + "'; bind one, as in " + name + " = compress ...");
    }
    return outcome;
  }

  @Override
  public Outcome set(Statement.Set set) {
    SettingKey key =
        SettingKey.find(set.setting().text())
            .orElseThrow(
                () ->
                    KvlabException.usage(
                        "There is no setting '"
                            + set.setting().text()
                            + "'; 'show settings' lists them."));
    session.set(key, text(set.value()));
    return new Outcome.Message(key.key() + " is now " + session.settings().value(key).text());
  }

  private static String text(Value value) {
    if (value instanceof Value.Number number) {
      return number.number().toPlainString();
    }
    if (value instanceof Value.Flag flag) {
      return String.valueOf(flag.value());
    }
    return value
        .asText()
        .orElseThrow(() -> KvlabException.usage("A setting is a number, a word or a text."));
  }
}
