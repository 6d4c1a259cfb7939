package io.kvlab.dsl;

import io.kvlab.dsl.Vocabulary.Kind;
import io.kvlab.dsl.ast.Call;
import io.kvlab.dsl.ast.Filters;
import io.kvlab.dsl.ast.Name;
import io.kvlab.dsl.ast.Options;
import io.kvlab.dsl.ast.Program;
import io.kvlab.dsl.ast.Query;
import io.kvlab.dsl.ast.Source;
import io.kvlab.dsl.ast.SourceText;
import io.kvlab.dsl.ast.Statement;
import io.kvlab.dsl.ast.Text;
import io.kvlab.dsl.ast.Value;
import io.kvlab.dsl.internal.CallChecker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds a program against a vocabulary before anything runs: that all names are known, and that all
 * parameters exist and have fitting values.
 */
public final class Checker {
  private static final List<Kind> DESCRIBED =
      List.of(Kind.POLICY, Kind.TASK, Kind.MODEL, Kind.PLOT, Kind.SETTING, Kind.RESULT);

  private final Vocabulary vocabulary;
  private final SourceText source;
  private final CallChecker calls;
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> bound = new HashSet<>();

  private Checker(Vocabulary vocabulary, SourceText source) {
    this.vocabulary = vocabulary;
    this.source = source;
    this.calls = new CallChecker(vocabulary, problems);
  }

  /** All problems of a program, in the order of their statements; empty if it can run. */
  public static List<Problem> check(Program program, Vocabulary vocabulary) {
    Checker checker = new Checker(vocabulary, program.source());
    program.statements().forEach(statement -> statement.match(checker.new Checks()).run());
    return List.copyOf(checker.problems);
  }

  /**
   * Checks a program.
   *
   * @throws DslException with the first problem, if there is one
   */
  public static void require(Program program, Vocabulary vocabulary) {
    for (Problem problem : check(program, vocabulary)) {
      throw new DslException(problem, program.source());
    }
  }

  /**
   * Checks a policy that stands alone, as on the command line.
   *
   * @param text the text that the policy was parsed from
   * @throws DslException with the first problem, if there is one
   */
  public static void requirePolicy(Call policy, String text, Vocabulary vocabulary) {
    List<Problem> problems = new ArrayList<>();
    new CallChecker(vocabulary, problems).check(Kind.POLICY, policy);
    if (!problems.isEmpty()) {
      throw new DslException(problems.get(0), new SourceText(text));
    }
  }

  private void queried(Query query) {
    query.matchQuery(new PoliciesOf()).forEach(policy -> calls.check(Kind.POLICY, policy));
    Options options = query.options();
    options.tasks().forEach(this::task);
    options.models().forEach(this::model);
    options.device().ifPresent(device -> calls.known(Kind.DEVICE, device));
    options.without().forEach(mechanism -> calls.known(Kind.MECHANISM, mechanism));
    if (options.models().isEmpty()) {
      int end = query.span().end();
      problems.add(
          new Problem(
              "The model is missing: add 'with' and a model, as in 'with nano'.",
              source.span(end, end)));
    }
  }

  private void filters(Filters filters) {
    filters.tasks().forEach(this::task);
    filters.models().forEach(this::model);
    filters.policies().forEach(policy -> calls.check(Kind.POLICY, policy));
  }

  private void task(Call task) {
    if (isPath(Kind.TASK, task.name()) && task.arguments().isEmpty()) {
      path(Kind.TASK, task.name());
    } else {
      calls.check(Kind.TASK, task);
    }
  }

  private void model(Name model) {
    if (isPath(Kind.MODEL, model)) {
      path(Kind.MODEL, model);
    } else {
      calls.known(Kind.MODEL, model);
    }
  }

  private boolean isPath(Kind kind, Name name) {
    return name.quoted() && vocabulary.find(kind, name.text()).isEmpty();
  }

  private void path(Kind kind, Name name) {
    vocabulary
        .refusePath(kind, name.text())
        .ifPresent(sentence -> problems.add(new Problem(sentence, name.span())));
  }

  private void file(Vocabulary.Output output, Text file) {
    vocabulary
        .refuseFile(output, file.value())
        .ifPresent(sentence -> problems.add(new Problem(sentence, file.span())));
  }

  private void source(Source from) {
    Runnable check =
        from.match(
            bound -> () -> result(bound.name(), results()),
            inline -> () -> queried(inline.query()));
    check.run();
  }

  private void reported(Statement.Report report) {
    boolean paper =
        report
            .source()
            .match(
                bound ->
                    bound.name().text().equalsIgnoreCase("paper")
                        && !results().contains(bound.name().text()),
                inline -> false);
    if (paper) {
      problems.add(
          new Problem(
              "A report on the published study names a result: 'report paper of RESULT'.",
              report.source().span()));
    } else {
      source(report.source());
    }
  }

  private List<String> results() {
    List<String> names = new ArrayList<>(bound);
    vocabulary.all(Kind.RESULT).forEach(result -> names.add(result.name()));
    return names;
  }

  private void result(Name name, List<String> candidates) {
    if (!results().contains(name.text())) {
      Optional<String> meant = Suggestions.closest(name.text(), candidates);
      String way =
          meant.isPresent()
              ? ""
              : " Name one with '" + name.text() + " = ...', or put a query in parentheses.";
      problems.add(
          new Problem("There is no result '" + name.text() + "'." + way, meant, name.span()));
    }
  }

  private void described(Name subject) {
    List<String> names = new ArrayList<>(bound);
    for (Kind kind : DESCRIBED) {
      vocabulary.all(kind).forEach(described -> names.add(described.name()));
    }
    if (!names.contains(subject.text())) {
      Optional<String> meant = Suggestions.closest(subject.text(), names);
      problems.add(
          new Problem(
              "There is no policy, task, model, plot, setting or result '" + subject.text() + "'.",
              meant,
              subject.span()));
    }
  }

  private void topic(Name topic) {
    if (Help.on(topic.text()).isEmpty()) {
      List<String> topics = Help.topics().stream().map(Help.Topic::name).toList();
      Optional<String> meant = Suggestions.closest(topic.text(), topics);
      boolean described =
          DESCRIBED.stream().anyMatch(kind -> vocabulary.find(kind, topic.text()).isPresent());
      String way = described ? " Try 'describe " + topic.text() + "'." : "";
      problems.add(
          new Problem(
              "There is no help on '" + topic.text() + "'." + way,
              described ? Optional.empty() : meant,
              topic.span()));
    }
  }

  private void setting(Name name, Value value) {
    calls
        .known(Kind.SETTING, name)
        .flatMap(setting -> setting.parameters().stream().findFirst())
        .ifPresent(parameter -> calls.value("The setting '" + name.text() + "'", parameter, value));
  }

  /** The policies that a query names. */
  private static final class PoliciesOf implements Query.Cases<List<Call>> {
    @Override
    public List<Call> compress(Query.Compress query) {
      return query.policies();
    }

    @Override
    public List<Call> baseline(Query.Baseline query) {
      return List.of();
    }

    @Override
    public List<Call> attention(Query.Attention query) {
      return List.of();
    }

    @Override
    public List<Call> generate(Query.Generate query) {
      return query.compressed().map(Query.Compressed::policy).stream().toList();
    }
  }

  /** What there is to check of each statement. */
  private final class Checks implements Statement.Cases<Runnable> {
    @Override
    public Runnable query(Query query) {
      return () -> queried(query);
    }

    @Override
    public Runnable bind(Statement.Bind bind) {
      return () -> {
        queried(bind.query());
        bound.add(bind.name().text());
      };
    }

    @Override
    public Runnable explain(Statement.Explain explain) {
      return () -> source(explain.source());
    }

    @Override
    public Runnable plot(Statement.Plot plot) {
      return () -> {
        calls.known(Kind.PLOT, plot.kind());
        source(plot.source());
        plot.by().ifPresent(name -> calls.known(Kind.COLUMN, name));
        plot.color().ifPresent(name -> calls.known(Kind.COLUMN, name));
        plot.facet().ifPresent(name -> calls.known(Kind.COLUMN, name));
        filters(plot.filters());
        plot.save().ifPresent(file -> file(Vocabulary.Output.PLOT, file));
      };
    }

    @Override
    public Runnable compare(Statement.Compare compare) {
      return () -> {
        calls.check(Kind.POLICY, compare.left());
        calls.check(Kind.POLICY, compare.right());
        source(compare.source());
        filters(compare.filters());
      };
    }

    @Override
    public Runnable show(Statement.Show show) {
      return () -> {}; // the grammar knows all topics
    }

    @Override
    public Runnable showPrompt(Statement.ShowPrompt show) {
      return () -> queried(show.asked());
    }

    @Override
    public Runnable showResult(Statement.ShowResult show) {
      List<String> also = new ArrayList<>(results());
      for (Statement.Topic topic : Statement.Topic.values()) {
        also.add(topic.keyword());
      }
      return () -> result(show.result(), also);
    }

    @Override
    public Runnable describe(Statement.Describe describe) {
      return () -> described(describe.subject());
    }

    @Override
    public Runnable help(Statement.Help help) {
      return () -> help.topic().ifPresent(Checker.this::topic);
    }

    @Override
    public Runnable export(Statement.Export export) {
      return () -> {
        source(export.source());
        file(Vocabulary.Output.ROWS, export.file());
      };
    }

    @Override
    public Runnable report(Statement.Report report) {
      return () -> {
        reported(report);
        report.file().ifPresent(file -> file(Vocabulary.Output.REPORT, file));
      };
    }

    @Override
    public Runnable set(Statement.Set set) {
      return () -> setting(set.setting(), set.value());
    }
  }
}
