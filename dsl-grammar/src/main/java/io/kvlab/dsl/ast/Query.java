package io.kvlab.dsl.ast;

import java.util.List;
import java.util.Optional;

/** A statement that runs models and has a result to be named, plotted, compared or exported. */
public sealed interface Query extends Statement {
  /** What it runs on. */
  Options options();

  /** Whether its result is a grid of cells, to be planned, stored and summarised. */
  boolean isGrid();

  /** What {@code cases} makes of this query; {@link #match} sees it as any statement. */
  <R> R matchQuery(Cases<R> cases);

  @Override
  default <R> R match(Statement.Cases<R> cases) {
    return cases.query(this);
  }

  /** A method a kind of query: whoever handles queries has to handle each. */
  interface Cases<R> {
    R compress(Compress query);

    R baseline(Baseline query);

    R attention(Attention query);

    R generate(Generate query);
  }

  /** {@code compress shotkv, snapkv ratio 0.1..0.9 step 0.2 on gsm8k with llama3-8b}. */
  record Compress(List<Call> policies, Compression compression, Options options, SourceSpan span)
      implements Query {
    public Compress {
      policies = List.copyOf(policies);
      if (policies.isEmpty() || options.tasks().isEmpty()) {
        throw new IllegalArgumentException("compress has at least one policy and one task");
      }
    }

    @Override
    public boolean isGrid() {
      return true;
    }

    @Override
    public <R> R matchQuery(Cases<R> cases) {
      return cases.compress(this);
    }
  }

  /** {@code baseline on mmlu with llama3-8b}: the full cache alone. */
  record Baseline(Options options, SourceSpan span) implements Query {
    public Baseline {
      if (options.tasks().isEmpty()) {
        throw new IllegalArgumentException("baseline has at least one task");
      }
    }

    @Override
    public boolean isGrid() {
      return true;
    }

    @Override
    public <R> R matchQuery(Cases<R> cases) {
      return cases.baseline(this);
    }
  }

  /**
   * {@code attention on gsm-mini with nano example 3 layer 2 head 0..3}. What is left out means all
   * layers and heads, and the first example.
   */
  record Attention(
      Optional<Numbers> examples,
      Optional<Numbers> layers,
      Optional<Numbers> heads,
      Options options,
      SourceSpan span)
      implements Query {
    public Attention {
      if (options.tasks().isEmpty()) {
        throw new IllegalArgumentException("attention has at least one task");
      }
      for (Optional<Numbers> indices : List.of(examples, layers, heads)) {
        indices.ifPresent(Filters::requireIndices);
      }
    }

    @Override
    public boolean isGrid() {
      return false;
    }

    @Override
    public <R> R matchQuery(Cases<R> cases) {
      return cases.attention(this);
    }
  }

  /** {@code generate "Once upon a time" with nano compress snapkv ratio 0.2 max 48}. */
  record Generate(Text prompt, Optional<Compressed> compressed, Options options, SourceSpan span)
      implements Query {
    @Override
    public boolean isGrid() {
      return false;
    }

    @Override
    public <R> R matchQuery(Cases<R> cases) {
      return cases.generate(this);
    }
  }

  /** One policy and how it compresses. */
  record Compressed(Call policy, Compression compression) {}
}
