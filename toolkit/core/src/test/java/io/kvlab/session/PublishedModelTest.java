package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.result.ExampleRow;
import io.kvlab.testing.Shared;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An earlier small model on its own held-out items, against the figures on its card. */
class PublishedModelTest {
  @TempDir Path folder;
  private Session session = Session.open(Settings.defaults());

  @BeforeEach
  void open() {
    Shared.path("prototypes/nano/model");
    session = Workshop.open(folder);
  }

  @AfterEach
  void close() {
    session.close();
  }

  /** The card states .73 and .98 over 100 items; under eviction .32, .18, .00 over 50. */
  @Test
  void theFullCacheAnswersAsPublishedAndEvictionHurtsWhatLivesInTheContext() {
    String statement = "compress streamingllm ratio 0.5, 0.25, 0.1 at last on ";
    Grid grid = Workshop.grid(session, statement + "needle-mini shots 2 with trained");
    Grid code = Workshop.grid(session, statement + "code-mini shots 6 with trained");
    assertThat(exact(grid, "needle-mini", "full", "1")).isBetween(0.68, 0.78);
    assertThat(exact(code, "code-mini", "full", "1")).isBetween(0.96, 1.0);
    double half = exact(grid, "needle-mini", "streamingllm", "0.5");
    double quarter = exact(grid, "needle-mini", "streamingllm", "0.25");
    double tenth = exact(grid, "needle-mini", "streamingllm", "0.1");
    assertThat(half).isBetween(0.2, 0.5);
    assertThat(quarter).isBetween(0.08, 0.32).isLessThan(half);
    assertThat(tenth).isBetween(0.0, 0.08).isLessThan(quarter);
    assertThat(exact(code, "code-mini", "streamingllm", "0.5")).isGreaterThan(0.9);
  }

  /** The share of answers that are the gold text to the letter, as the card counts. */
  private static double exact(Grid grid, String task, String policy, String ratio) {
    List<ExampleRow> rows =
        grid.rows().stream()
            .filter(row -> row.cell().workload().task().equals(task))
            .filter(row -> row.cell().treatment().policyName().equals(policy))
            .filter(row -> row.cell().treatment().budget().toString().equals("ratio " + ratio))
            .toList();
    assertThat(rows).hasSize(100);
    return rows.stream()
            .filter(
                row -> {
                  ExampleRow.Answer answer = Workshop.measured(row).answer();
                  return answer.text().strip().equals(answer.gold().strip());
                })
            .count()
        / 100.0;
  }

  @Test
  void atPromptTheFirstTokenComesFromTheFullCacheAtTheOtherPointsItDoesNot() {
    Grid grid =
        Workshop.grid(
            session,
            "compress random ratio 0.05 at prompt, question, last on needle-mini with nano limit"
                + " 12");
    Map<String, Integer> sameFirst = new HashMap<>();
    Map<String, String> full = texts(grid, "full", "prompt");
    for (String point : List.of("prompt", "question", "last")) {
      texts(grid, "random", point)
          .forEach(
              (id, text) -> {
                if (first(text).equals(first(full.getOrDefault(id, "")))) {
                  sameFirst.merge(point, 1, Integer::sum);
                }
              });
    }
    assertThat(sameFirst.get("prompt")).isEqualTo(12);
    assertThat(sameFirst.getOrDefault("question", 0)).isLessThan(12);
    assertThat(sameFirst.getOrDefault("last", 0)).isLessThan(12);
    for (ExampleRow row : grid.rows()) {
      ExampleRow.Tokens tokens = Workshop.measured(row).answer().tokens();
      switch (row.cell().treatment().point()) {
        case PROMPT ->
            assertThat(tokens.exposed())
                .isEqualTo(row.cell().isBaseline() ? 0 : tokens.scored() - 1);
        case QUESTION, LAST -> assertThat(tokens.exposed()).isEqualTo(tokens.scored());
      }
    }
  }

  private static String first(String text) {
    return text.length() < 2 ? text : text.substring(0, 2);
  }

  private static Map<String, String> texts(Grid grid, String policy, String point) {
    Map<String, String> texts = new TreeMap<>();
    for (ExampleRow row : grid.rows()) {
      if (row.cell().treatment().policyName().equals(policy)
          && row.cell().treatment().point().keyword().equals(point)) {
        texts.put(row.example().id(), Workshop.measured(row).answer().text());
      }
    }
    return texts;
  }

  @Test
  void promptsLongerThanTheContextAreRefusedWithBothNumbers() {
    assertThatThrownBy(
            () ->
                Workshop.grid(
                    session, "compress snapkv ratio 0.5 on needle-mini with stories260k limit 2"))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("512");
  }
}
