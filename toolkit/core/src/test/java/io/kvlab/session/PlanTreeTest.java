package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.engine.PlanTree;
import io.kvlab.engine.RunProgress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code explain} draws. */
class PlanTreeTest {
  private static final String STATEMENT =
      "explain compress random, streamingllm, snapkv, pyramidinfer ratio 0.001, 0.5, 1.0"
          + " at prompt, question on icl-mini with nano limit 3";

  @TempDir Path folder;

  private Outcome.Explained explained(String statement) {
    try (Session session = Workshop.bundled(folder)) {
      return (Outcome.Explained) session.execute(statement, RunProgress.SILENT).get(0);
    }
  }

  @Test
  void everyCellStandsInOneBranchOfEveryExampleOrByItself() {
    PlanTree tree = explained(STATEMENT).trees().get(0);
    assertThat(tree.pieces().stream().mapToInt(piece -> piece.examples().size()).sum())
        .isEqualTo(3);
    for (PlanTree.Example example : tree.pieces().get(0).examples()) {
      assertThat(example.tokens()).isPositive();
      assertThat(example.points())
          .extracting(PlanTree.Point::at)
          .containsExactly("prompt", "question");
      for (PlanTree.Point point : example.points()) {
        List<String> cells =
            point.branches().stream().flatMap(branch -> branch.cells().stream()).toList();
        assertThat(cells).hasSize(9).doesNotHaveDuplicates();
        assertThat(point.compressible()).isLessThanOrEqualTo(tree.shared() + example.tokens());
      }
      // one for each ratio and point: hidden states are dropped during the prefill
      assertThat(example.stepwise()).hasSize(6);
    }
  }

  @Test
  void cellsThatKeepTheSameAreOneBranchAndTheWholeCacheIsNone() {
    PlanTree tree = explained(STATEMENT).trees().get(0);
    PlanTree.Point point = tree.pieces().get(0).examples().get(0).points().get(0);
    PlanTree.Branch whole = point.branches().get(0);
    assertThat(whole.whole()).isTrue();
    assertThat(whole.cells()).hasSize(3).allMatch(cell -> cell.endsWith(" ratio 1"));
    assertThat(point.branches()).hasSizeLessThanOrEqualTo(7);
    long evicting = point.branches().stream().filter(branch -> !branch.whole()).count();
    assertThat(tree.branches()).isGreaterThanOrEqualTo(evicting);
  }

  @Test
  void aTreeWrittenAsJsonIsReadBack() {
    PlanTree tree = explained(STATEMENT).trees().get(0);
    assertThat(PlanTree.read(tree.json())).isEqualTo(tree);
  }

  @Test
  void theDrawingNamesPiecesExamplesPointsAndWhatIsShared() {
    String drawing = explained(STATEMENT).drawing();
    assertThat(drawing)
        .startsWith("icl-mini with nano\n")
        .contains("piece 1 of 1: 3 examples, read together")
        .contains("tokens of its own")
        .contains("at question, ")
        .contains("nothing evicted, the full cache's answer: random ratio 1, streamingllm ratio 1")
        .contains("with caches of their own: pyramidinfer ratio 0.001 at prompt")
        .contains("└─ ... 1 more");
  }
}
