package io.kvlab.session;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Checker;
import io.kvlab.dsl.Completer;
import io.kvlab.dsl.Completion;
import io.kvlab.dsl.Described;
import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.DslException;
import io.kvlab.dsl.Problem;
import io.kvlab.dsl.ast.Options;
import io.kvlab.dsl.ast.Program;
import io.kvlab.dsl.ast.Query;
import io.kvlab.dsl.ast.SourceSpan;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.engine.Cancellation;
import io.kvlab.engine.LoadedModel;
import io.kvlab.engine.RunProgress;
import io.kvlab.engine.Workbench;
import io.kvlab.internal.NativeHeap;
import io.kvlab.plan.Plan;
import io.kvlab.plan.PlanJson;
import io.kvlab.policy.PolicyRegistry;
import io.kvlab.policy.method.StandardPolicies;
import io.kvlab.store.Run;
import io.kvlab.store.RunStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One conversation in the language: settings, bound results, loaded models and the run store live
 * as long as it does. Statements run one at a time; {@link #cancel} may be called from any thread.
 */
public final class Session implements AutoCloseable {
  private final Models models = new Models();
  private final Map<String, Outcome> bindings = new LinkedHashMap<>();
  private final Set<String> runs = new LinkedHashSet<>();
  private Settings settings;
  private PolicyRegistry policies = StandardPolicies.REGISTRY;
  private Catalog catalog;
  private Optional<RunStore> store = Optional.empty();
  private volatile Cancellation cancellation = new Cancellation();
  private boolean startOver;

  private Session(Settings settings) {
    this.settings = settings;
    this.catalog = newCatalog();
  }

  /** Opens a session; nothing is loaded until a statement needs it. */
  public static Session open(Settings settings) {
    return new Session(settings);
  }

  private Catalog newCatalog() {
    return new Catalog(settings, policies, this::describedBindings);
  }

  private List<Described> describedBindings() {
    return bindings.entrySet().stream()
        .map(
            entry ->
                new Described(
                    entry.getKey(),
                    entry.getValue() instanceof Outcome.Experiment experiment
                        ? experiment.grid().plan().statement()
                        : "a result"))
        .toList();
  }

  /**
   * Executes statements in order.
   *
   * @return one outcome a statement; a statement that was interrupted is the last
   * @throws io.kvlab.dsl.DslException if the text is wrong; then nothing has run
   * @throws KvlabException if a statement fails; what ran before it is stored
   */
  public List<Outcome> execute(String text, RunProgress progress) {
    Program program = Dsl.parse(text);
    cancellation = new Cancellation();
    Interpreter interpreter = new Interpreter(this, progress, cancellation);
    catalog.closeTasks();
    require(program);
    List<Outcome> outcomes = new ArrayList<>();
    try {
      for (Statement statement : program.statements()) {
        Outcome outcome = interpreter.execute(statement);
        catalog.closeTasks();
        outcomes.add(outcome);
        if (cancellation.getAsBoolean()) {
          break;
        }
      }
    } finally {
      if (models.any()) {
        NativeHeap.giveBack();
      }
    }
    return outcomes;
  }

  /** What is wrong is told, except for what stored rows answer without running anything. */
  private void require(Program program) {
    List<Problem> problems = Checker.check(program, catalog);
    if (!problems.isEmpty()) {
      StoredAnswers elsewhere = new StoredAnswers(this);
      List<SourceSpan> answered =
          program.statements().stream()
              .flatMap(StoredAnswers::queries)
              .filter(elsewhere::answers)
              .map(Query::span)
              .toList();
      problems.stream()
          .filter(problem -> answered.stream().noneMatch(span -> span.contains(problem.span())))
          .findFirst()
          .ifPresent(
              problem -> {
                throw new DslException(problem, program.source());
              });
    }
  }

  /** Repeats a stored run from scratch, under a new id. */
  public Outcome again(String run, RunProgress progress) {
    Plan plan = PlanJson.read(store().show(run).spec().plan());
    cancellation = new Cancellation();
    catalog.closeTasks();
    return new Interpreter(this, progress, cancellation).again(plan);
  }

  /** Goes on with a stored run where it stopped, under its id if nothing has changed since. */
  public Outcome goOn(String run, RunProgress progress) {
    Plan plan = PlanJson.read(store().show(run).spec().plan());
    cancellation = new Cancellation();
    catalog.closeTasks();
    return new Interpreter(this, progress, cancellation).goOn(plan);
  }

  /**
   * Computes a sample of a stored run's rows again on this machine; nothing is stored.
   *
   * @param share the part of the examples, above 0 and up to 1; the seed of the settings draws them
   */
  public Rechecking.Found recheck(String run, double share, RunProgress progress) {
    cancellation = new Cancellation();
    Interpreter interpreter = new Interpreter(this, progress, cancellation);
    return interpreter.rechecking().recheck(store(), run, share, progress, cancellation);
  }

  /** The result of a stored run; nothing is computed. */
  public Outcome stored(String idOrPrefix) {
    return new Outcome.Experiment(storedGrid(idOrPrefix));
  }

  private Grid storedGrid(String idOrPrefix) {
    Run run = store().show(idOrPrefix);
    return new Grid(
        run.id(),
        PlanJson.read(run.spec().plan()),
        store().rows(run.id()),
        run.spec().provenance(),
        run.state() != Run.State.DONE);
  }

  /**
   * Reports stored runs as one result.
   *
   * @param file the page to write; empty to show it, where that can be shown
   */
  public Outcome report(
      Statement.Report.Kind kind, List<String> runs, Optional<Path> file, RunProgress progress) {
    cancellation = new Cancellation();
    catalog.closeTasks();
    return new Interpreter(this, progress, cancellation)
        .report(kind, Grid.together(runs.stream().map(this::storedGrid).toList()), file);
  }

  /** What a query would run; names are not checked again. */
  public Plan plan(Query query) {
    return new Planner(catalog, settings).plan(query);
  }

  /** What the names of a plan stand for here, for whoever runs plans by himself. */
  public Workbench workbench() {
    return new Interpreter(this, RunProgress.SILENT, cancellation).workbench(Options.NONE);
  }

  /** A model by name or folder, loaded on the device of the settings. */
  public LoadedModel load(String name) {
    return models.get(name, settings.device(), catalog);
  }

  /** Candidates for what stands at {@code caret}, an offset into {@code text}. */
  public List<Completion> complete(String text, int caret) {
    return Completer.complete(text, caret, catalog);
  }

  /** Whether queries start over, as if each said {@code fresh}. */
  public void startOver(boolean startOver) {
    this.startOver = startOver;
  }

  boolean startsOver() {
    return startOver;
  }

  /** Asks the running statement to stop; it keeps what is finished. */
  public void cancel() {
    cancellation.request();
  }

  /** Whether the statements that ran last, or run now, were asked to stop. */
  public boolean interrupted() {
    return cancellation.getAsBoolean();
  }

  /** Named results, in the order in which they were bound. */
  public Map<String, Outcome> bindings() {
    return Collections.unmodifiableMap(bindings);
  }

  /** The runs whose rows statements of this session have shown, each once, in order. */
  public List<String> runs() {
    return List.copyOf(runs);
  }

  void used(String run) {
    runs.add(run);
  }

  void bind(String name, Outcome outcome) {
    bindings.put(name, outcome);
  }

  public Settings settings() {
    return settings;
  }

  /** Changes a setting, as {@code set} does. */
  public void set(SettingKey key, String value) {
    settings = settings.with(key, value, "set " + key.key());
    if (key == SettingKey.STORE) {
      closeStore();
    }
    catalog = newCatalog();
  }

  public Catalog catalog() {
    return catalog;
  }

  /** Makes policies of one's own known to the language, for instance from a notebook cell. */
  public void usePolicies(PolicyRegistry registry) {
    policies = registry;
    catalog = newCatalog();
  }

  Models models() {
    return models;
  }

  /** The run store; opened when it is first needed. */
  public RunStore store() {
    RunStore open = store.orElseGet(() -> RunStore.open(settings.store()));
    store = Optional.of(open);
    return open;
  }

  private void closeStore() {
    store.ifPresent(RunStore::close);
    store = Optional.empty();
  }

  /** The experiment bound to a name, or a sentence. */
  Grid grid(String name) {
    if (bindings.get(name) instanceof Outcome.Experiment experiment) {
      return experiment.grid();
    }
    throw KvlabException.usage(
        "'"
            + name
            + "' is not the result of an experiment; bind one, as in "
            + name
            + " = compress ...");
  }

  @Override
  public void close() {
    closeStore();
    models.close();
  }
}
