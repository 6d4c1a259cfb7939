package io.kvlab.session;

import io.kvlab.engine.PlanTree;
import io.kvlab.inspect.AttentionResult;
import io.kvlab.report.Figure;
import io.kvlab.report.PaperPage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/** What a statement gave; a terminal prints it, a notebook renders it. */
public sealed interface Outcome {
  /** What {@code cases} makes of this outcome. */
  <R> R match(Cases<R> cases);

  /** A method a kind of outcome: whoever shows outcomes has to say what becomes of each. */
  interface Cases<R> {
    R experiment(Experiment outcome);

    R attention(Attention outcome);

    R tabular(Tabular outcome);

    R explained(Explained outcome);

    R picture(Picture outcome);

    R generation(Generation outcome);

    R paper(Paper outcome);

    R message(Message outcome);
  }

  /** A finished experiment. */
  record Experiment(Grid grid) implements Outcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.experiment(this);
    }
  }

  /** What an attention query found. */
  record Attention(AttentionResult result) implements Outcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.attention(this);
    }
  }

  /** A table under a title, with sentences below it. */
  record Tabular(String title, Table table, List<String> notes) implements Outcome {
    public Tabular {
      notes = List.copyOf(notes);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.tabular(this);
    }
  }

  /** What would be computed: the counts, and the trees they are counted on, one a sweep. */
  record Explained(Tabular counts, List<PlanTree> trees) implements Outcome {
    /** Examples that a drawing shows. */
    private static final int SHOWN = 2;

    public Explained {
      trees = List.copyOf(trees);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.explained(this);
    }

    /** The trees as text, the beginning of each. */
    public String drawing() {
      return trees.stream().map(tree -> tree.text(SHOWN)).collect(Collectors.joining("\n"));
    }
  }

  /** A figure, and the files it was written to. */
  record Picture(Figure figure, List<Path> saved) implements Outcome {
    public Picture {
      saved = List.copyOf(saved);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.picture(this);
    }
  }

  /** A generation of {@code generate}. */
  record Generation(Generated generated) implements Outcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.generation(this);
    }
  }

  /** A result beside the published study. */
  record Paper(PaperPage page) implements Outcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.paper(this);
    }
  }

  /** Words. */
  record Message(String text) implements Outcome {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.message(this);
    }
  }
}
