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
  /** A finished experiment. */
  record Experiment(Grid grid) implements Outcome {}

  /** What an attention query found. */
  record Attention(AttentionResult result) implements Outcome {}

  /** A table under a title, with sentences below it. */
  record Tabular(String title, Table table, List<String> notes) implements Outcome {
    public Tabular {
      notes = List.copyOf(notes);
    }
  }

  /** What would be computed: the counts, and the trees they are counted on, one a sweep. */
  record Explained(Tabular counts, List<PlanTree> trees) implements Outcome {
    /** Examples that a drawing shows. */
    private static final int SHOWN = 2;

    public Explained {
      trees = List.copyOf(trees);
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
  }

  /** A generation of {@code generate}. */
  record Generation(Generated generated) implements Outcome {}

  /** A result beside the published study. */
  record Paper(PaperPage page) implements Outcome {}

  /** Words. */
  record Message(String text) implements Outcome {}
}
