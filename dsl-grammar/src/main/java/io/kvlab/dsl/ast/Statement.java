package io.kvlab.dsl.ast;

import java.util.Locale;
import java.util.Optional;

/** One thing to do. */
public sealed interface Statement extends Node permits Query, Statement.Command {
  /** What {@code cases} makes of this statement. */
  <R> R match(Cases<R> cases);

  /** A method a kind of statement: whoever handles statements has to handle each. */
  interface Cases<R> {
    R query(Query query);

    R bind(Bind statement);

    R explain(Explain statement);

    R plot(Plot statement);

    R compare(Compare statement);

    R show(Show statement);

    R showPrompt(ShowPrompt statement);

    R showResult(ShowResult statement);

    R describe(Describe statement);

    R help(Help statement);

    R export(Export statement);

    R report(Report statement);

    R set(Set statement);
  }

  /** A statement that runs no model by itself. */
  sealed interface Command extends Statement {}

  /** {@code grid = compress ...}: runs a query and names its result. */
  record Bind(Name name, Query query, SourceSpan span) implements Command {
    public Bind {
      if (name.quoted()) {
        throw new IllegalArgumentException("the name of a result stands without quotes");
      }
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.bind(this);
    }
  }

  /** {@code explain compress ...}: the plan, its cost and memory; nothing is run. */
  record Explain(Source source, SourceSpan span) implements Command {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.explain(this);
    }
  }

  /**
   * {@code plot degradation of grid by ratio color policy facet task save "grid.html"}.
   *
   * @param by column along the horizontal axis
   * @param color column that colours tell apart
   * @param facet column that is given a panel per value
   * @param save file to write
   */
  record Plot(
      Name kind,
      Source source,
      Optional<Name> by,
      Optional<Name> color,
      Optional<Name> facet,
      Filters filters,
      Optional<Text> save,
      SourceSpan span)
      implements Command {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.plot(this);
    }
  }

  /** {@code compare shotkv vs snapkv of grid}: paired over the same examples. */
  record Compare(Call left, Call right, Source source, Filters filters, SourceSpan span)
      implements Command {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.compare(this);
    }
  }

  /** {@code show models}. */
  record Show(Topic topic, SourceSpan span) implements Command {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.show(this);
    }
  }

  /**
   * {@code show prompt on gsm8k with nano example 3}: what a model really reads.
   *
   * @param asked tasks, model and examples, as attention has them; no layers, no heads
   */
  record ShowPrompt(Query.Attention asked, SourceSpan span) implements Command {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.showPrompt(this);
    }
  }

  /** {@code show grid}: a bound result once more. */
  record ShowResult(Name result, SourceSpan span) implements Command {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.showResult(this);
    }
  }

  /** {@code describe shotkv}: a policy, task, model, plot or result in detail. */
  record Describe(Name subject, SourceSpan span) implements Command {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.describe(this);
    }
  }

  /** {@code help} or {@code help compress}. */
  record Help(Optional<Name> topic, SourceSpan span) implements Command {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.help(this);
    }
  }

  /** {@code export grid to "grid.parquet"}; the file's ending says the format. */
  record Export(Source source, Text file, SourceSpan span) implements Command {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.export(this);
    }
  }

  /** {@code report grid to "card.html"} or {@code report paper of grid}. */
  record Report(Kind kind, Source source, Optional<Text> file, SourceSpan span) implements Command {
    /** What is reported: the result itself, or how it stands to the published study. */
    public enum Kind {
      CARD,
      PAPER
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.report(this);
    }
  }

  /** {@code set limit 100}. */
  record Set(Name setting, Value value, SourceSpan span) implements Command {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.set(this);
    }
  }

  /** What {@link Show} can list. */
  enum Topic {
    MODELS,
    TASKS,
    POLICIES,
    RUNS,
    SETTINGS,
    PLOTS;

    /** The keyword. */
    public String keyword() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
