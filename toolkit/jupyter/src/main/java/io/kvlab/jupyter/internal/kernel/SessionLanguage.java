package io.kvlab.jupyter.internal.kernel;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.DslException;
import io.kvlab.dsl.Formatter;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.session.Grid;
import io.kvlab.session.Outcome;
import io.kvlab.session.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The language over one {@link Session}. */
public final class SessionLanguage implements Language {
  private final Session session;
  private final BundlesBeside beside;
  private final WordHelp help;
  private final LanguageCompletion completion;

  /** One statement at a time runs in the session. */
  private final ReentrantLock statements = new ReentrantLock();

  /** What runs now or waits to, without what was left behind. */
  private final Map<Thread, LiveProgress> inside = new ConcurrentHashMap<>();

  /** What the running statements bind: names and their queries. */
  private final Map<String, String> names = new ConcurrentHashMap<>();

  private Map<String, Object> lastBound = Map.of();

  /** What is stored of runs that end behind their cells. */
  private final Map<String, Object> partials = new ConcurrentHashMap<>();

  /**
   * @param folder the notebook's
   */
  SessionLanguage(Session session, BundlesBeside beside, Path folder) {
    this.session = session;
    this.beside = beside;
    this.help = new WordHelp(session);
    this.completion = new LanguageCompletion(session, folder);
  }

  /** The language for a program that is no notebook. */
  public static SessionLanguage of(Session session, Path folder) {
    return new SessionLanguage(session, new BundlesBeside(folder), folder);
  }

  /** What an outcome shows, piece by piece. */
  public List<MimeBundle> shown(Outcome outcome) {
    return outcome.match(new OutcomeBundles());
  }

  @Override
  public boolean owns(String cell) {
    return Dsl.looksLikeStatement(Placeholders.bare(cell));
  }

  @Override
  public List<MimeBundle> run(String text, CellOutput output) {
    List<Outcome> outcomes = execute(text, output);
    List<MimeBundle> shown = new ArrayList<>();
    outcomes.forEach(outcome -> shown.addAll(outcome.match(new OutcomeBundles())));
    if (session.interrupted()) {
      shown.forEach(output::display);
      throw stopped();
    }
    return shown;
  }

  /** Runs statements that stand within Kotlin, and shows at once what they give. */
  void show(String text, CellOutput output) {
    run(text, output).forEach(output::display);
  }

  private static KvlabException stopped() {
    return new KvlabException(
        KvlabException.Kind.INTERRUPTED,
        "Interrupted: what is finished is stored; run the cell again to go on from there.");
  }

  /** Executes statements for a Kotlin cell; the value of the last one. */
  Object evaluate(String text, CellOutput output) {
    List<Outcome> outcomes = execute(text, output);
    if (session.interrupted()) {
      throw stopped();
    }
    return outcomes.get(outcomes.size() - 1).match(new OutcomeValue());
  }

  /**
   * Executes statements with their progress shown.
   *
   * @throws KvlabException or {@link DslException} for a user's mistake
   */
  public List<Outcome> execute(String text, CellOutput output) {
    LiveProgress progress = new LiveProgress(output);
    inside.put(Thread.currentThread(), progress);
    try {
      take(progress);
      try {
        beside.bring(session).forEach(progress::note);
        names.clear();
        partials.clear(); // whatever ended behind its cell has bound its own by now
        for (Statement statement : Dsl.parse(text).statements()) {
          if (statement instanceof Statement.Bind bind) {
            names.put(bind.name().text(), Formatter.format(bind.query()));
          }
        }
        return session.execute(text, progress);
      } finally {
        statements.unlock();
      }
    } finally {
      progress.end();
      inside.remove(Thread.currentThread());
    }
  }

  /**
   * A pass of the model that was stopped, but cannot be interrupted, is waited for; the cell says
   * so.
   */
  private void take(LiveProgress progress) {
    if (statements.tryLock()) {
      return;
    }
    progress.waits(
        "Waiting for what an earlier cell still computes: a pass of the model cannot be interrupted,"
            + " and this statement starts when it ends. Kotlin cells need not wait.");
    try {
      statements.lockInterruptibly();
    } catch (InterruptedException e) {
      throw new KvlabException(
          KvlabException.Kind.INTERRUPTED, "Interrupted before the statement began.");
    }
    progress.begins();
  }

  @Override
  public boolean cancel() {
    session.cancel();
    if (inside.isEmpty()) {
      return false;
    }
    inside.keySet().stream().filter(statements::hasQueuedThread).forEach(Thread::interrupt);
    return true;
  }

  @Override
  public void leaveBehind(CellOutput output) {
    List<LiveProgress> left = List.copyOf(inside.values());
    inside.clear();
    for (LiveProgress progress : left) {
      progress.end();
      progress.run().ifPresent(run -> keep(run, output));
    }
  }

  /**
   * Binds what is stored of a run that ends behind its cell under its name. Its table would take
   * longer than whoever stopped it wants to wait; naming it shows it.
   */
  private void keep(String run, CellOutput output) {
    try (Session other = Session.open(session.settings())) {
      if (other.stored(run) instanceof Outcome.Experiment experiment) {
        Grid grid = experiment.grid();
        List<String> bound = new ArrayList<>();
        names.forEach(
            (name, statement) -> {
              if (statement.equals(grid.plan().statement())) {
                partials.put(name, grid);
                bound.add(name);
              }
            });
        output.display(
            MimeBundle.text(
                grid.rows().size()
                    + " finished rows are kept"
                    + (bound.isEmpty() ? "." : ": " + String.join(", ", bound) + " holds them.")));
      }
    } catch (KvlabException e) {
      output.display(MimeBundle.text(String.valueOf(e.getMessage())));
    }
  }

  @Override
  public CellCompletion complete(String text, int caret) {
    return completion.at(text, caret);
  }

  @Override
  public Optional<MimeBundle> inspect(String text, int caret) {
    return help.at(text, caret);
  }

  @Override
  public Optional<MimeBundle> result(String text, int caret) {
    return help.result(text, caret);
  }

  @Override
  public Optional<MimeBundle> help(String name) {
    return name.isEmpty() ? help.at("", 0) : help.on(name);
  }

  @Override
  public String completeness(String text) {
    try {
      Dsl.parse(text);
      return "complete";
    } catch (DslException e) {
      return e.problem().span().end() >= text.stripTrailing().length() ? "incomplete" : "invalid";
    }
  }

  @Override
  public Map<String, Object> bindings() {
    Map<String, Object> values = new LinkedHashMap<>(bound());
    values.putAll(partials); // newer, until the statement that ends behind its cell binds its own
    return values;
  }

  /** What the session has bound; as it was before, while something runs behind an earlier cell. */
  private synchronized Map<String, Object> bound() {
    if (statements.tryLock()) {
      try {
        Map<String, Object> now = new LinkedHashMap<>();
        session
            .bindings()
            .forEach((name, outcome) -> now.put(name, outcome.match(new OutcomeValue())));
        lastBound = now;
      } finally {
        statements.unlock();
      }
    }
    return lastBound;
  }

  @Override
  public void close() {
    session.close();
  }
}
