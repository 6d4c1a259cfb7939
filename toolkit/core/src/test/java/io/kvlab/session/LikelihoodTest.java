package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.cache.KvCache;
import io.kvlab.cache.KvCache.Source;
import io.kvlab.cache.Selection;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.result.ExampleRow;
import io.kvlab.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Multiple choice by likelihood: the same answers as feeding every choice by itself. */
class LikelihoodTest {
  private static final int CAPACITY = 40;

  @TempDir Path folder;

  @Test
  void choicesAreWeighedAsFedOneByOneTokenByToken() {
    try (Session session = Workshop.bundled(folder)) {
      Grid grid =
          Workshop.grid(
              session,
              "compress streamingllm capacity "
                  + CAPACITY
                  + " at prompt, question, last on facts-mini, sense-mini with nano limit 2"
                  + " scoring likelihood");
      Model model = session.load("nano").model();
      assertThat(grid.rows()).hasSize(2 * 2 * 4);
      for (ExampleRow row : grid.rows()) {
        Task task = session.catalog().task(row.cell().workload().task());
        int index = row.example().index();
        String prompt = task.prompt(index, row.cell().workload().shots()).text();
        int question = prompt.length() - prompt.substring(prompt.lastIndexOf("Question:")).length();
        double[] losses =
            task.choices(index).stream()
                .mapToDouble(choice -> naive(model, prompt, question, choice, row))
                .toArray();
        int best =
            IntStream.range(0, losses.length)
                .reduce((a, b) -> losses[b] < losses[a] ? b : a)
                .orElseThrow();
        assertThat(Workshop.measured(row).answer().text())
            .as(row.cell().treatment() + " " + row.example())
            .isEqualTo(task.choices(index).get(best));
      }
    }
  }

  /** The loss of one choice: its own prefill, its own cache, one token at a time. */
  private static double naive(
      Model model, String prompt, int question, String choice, ExampleRow row) {
    int[] ids = model.tokenizer().orElseThrow().encode(prompt, true).ids();
    int[] all = model.tokenizer().orElseThrow().encode(prompt + choice, true).ids();
    int read =
        row.cell().isBaseline() || row.cell().treatment().point() == CompressionPoint.PROMPT
            ? ids.length
            : row.cell().treatment().point() == CompressionPoint.LAST
                ? ids.length - 1
                : model
                    .tokenizer()
                    .orElseThrow()
                    .encode(prompt.substring(0, question), true)
                    .ids()
                    .length;
    int[] kept =
        row.cell().isBaseline() || read < CAPACITY
            ? IntStream.range(0, read).toArray()
            : IntStream.concat(IntStream.range(0, 4), IntStream.range(read - CAPACITY + 4, read))
                .toArray();
    Selection selection =
        Selection.uniform(model.config().layers(), model.config().kvHeads(), kept);
    double loss = 0;
    try (Prefill prefill = model.prefill(List.of(Arrays.copyOf(all, read)), Set.of(), 0);
        KvCache cache =
            model.caches().gather(List.of(Source.of(prefill.cache(), 0, selection)), all.length)) {
      float[] next = prefill.logits().of(0, 0);
      for (int at = read; at < all.length; at++) {
        if (at >= ids.length) {
          loss += loss(next, all[at]);
        }
        try (Logits logits = model.forward(cache, List.of(new int[] {all[at]}))) {
          next = logits.of(0, 0);
        }
      }
    }
    return loss;
  }

  private static double loss(float[] logits, int token) {
    double largest = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).max().orElse(0);
    double sum =
        IntStream.range(0, logits.length).mapToDouble(i -> Math.exp(logits[i] - largest)).sum();
    return Math.log(sum) + largest - logits[token];
  }

  @Test
  void onlyTokensReadThroughTheCompressedCacheAreExposed() {
    try (Session session = Workshop.bundled(folder)) {
      Grid grid =
          Workshop.grid(
              session,
              "compress streamingllm capacity 40 at prompt, last on facts-mini with nano limit 2"
                  + " scoring likelihood");
      List<Integer> exposed = new ArrayList<>();
      for (ExampleRow row : grid.rows()) {
        ExampleRow.Tokens tokens = Workshop.measured(row).answer().tokens();
        assertThat(tokens.generated()).isZero();
        int choices = session.catalog().task("facts-mini").choices(row.example().index()).size();
        exposed.add(
            switch (row.cell().treatment().point()) {
              case PROMPT -> row.cell().isBaseline() ? 0 : tokens.scored() - choices;
              default -> tokens.scored();
            });
        assertThat(tokens.exposed()).isEqualTo(exposed.get(exposed.size() - 1));
      }
      assertThat(exposed).hasSize(6);
      assertThat(grid.summary().stringColumn("settings").asList())
          .containsOnly("scoring likelihood");
    }
  }

  @Test
  void whatCannotBeWeighedIsRefusedBeforeAnythingRuns() {
    try (Session session = Workshop.bundled(folder)) {
      refused(session, "compress h2o ratio 0.5 on gsm-mini with nano", "gsm-mini has no choices");
      refused(
          session,
          "compress pyramidinfer ratio 0.5 on facts-mini with nano",
          "cannot weigh choices");
      refused(
          session,
          "compress h2o ratio 0.5 decode ratio 0.5 on facts-mini with nano",
          "leave 'decode ratio'");
    }
  }

  private static void refused(Session session, String statement, String because) {
    assertThatThrownBy(() -> Workshop.grid(session, statement + " limit 2 scoring likelihood"))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining(because);
  }
}
