package io.kvlab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.plan.CellKey;
import io.kvlab.report.table.DataText;
import io.kvlab.report.table.HtmlTable;
import io.kvlab.report.table.TextTable;
import io.kvlab.result.ExampleRow;
import io.kvlab.summary.Grids;
import io.kvlab.summary.Summary;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

@Tag("locale")
class TablesTest {
  private static final CellKey FULL = Grids.cell("gsm-mini", "full", "1");
  private static final CellKey SNAPKV = Grids.cell("gsm-mini", "snapkv(window=16)", "0.1");

  private static Summary summary() {
    List<ExampleRow> rows = new ArrayList<>(Grids.rows(FULL, 50, 30));
    rows.addAll(Grids.rows(SNAPKV, 50, 12));
    return Grids.summary(rows);
  }

  @Test
  void summaryColumnsAreThoseOfTheDesignInItsOrder() {
    assertThat(Frames.summary(summary()).columnNames())
        .containsExactly(
            "model",
            "task",
            "capability",
            "policy",
            "ratio",
            "kept",
            "exposed",
            "shots",
            "n",
            "score",
            "ci_low",
            "ci_high",
            "baseline",
            "drop",
            "relative_drop",
            "p_value",
            "kv_bytes",
            "tokens_per_s",
            "no_answer",
            "run");
  }

  @Test
  void failedExamplesAddAColumnOnlyWhereThereAreAny() {
    List<ExampleRow> rows = new ArrayList<>(Grids.rows(FULL, 5, 5));
    rows.add(Grids.failed(SNAPKV, 0, "out of memory"));
    Table table = Frames.summary(Grids.summary(rows));
    assertThat(table.intColumn("failed").asObjectArray()).containsExactly(0, 1);
    assertThat(table.doubleColumn("score").isMissing(1)).isTrue();
  }

  @Test
  void textTableAlignsNumbersAndJoinsIntervals() {
    String text = TextTable.render(Frames.summary(summary()), TextTable.UNLIMITED);
    List<String> lines = text.lines().toList();
    assertThat(lines.get(0)).contains("score    95% interval  baseline");
    assertThat(lines.get(2)).contains(" 0.600  [0.462, 0.724]     0.600   0.000          0.0 %");
    assertThat(lines.get(3))
        .contains("snapkv(window=16)    0.1  0.100        8      8  50  0.240")
        .contains("0.240  [0.143, 0.374]     0.600  -0.360        -60.0 %   <0.001  20.0 KiB");
    assertThat(lines.get(4)).isEqualTo("2 rows x 20 columns");
  }

  @Test
  void aNarrowTerminalGetsWhatMatters() {
    String text = TextTable.render(Frames.summary(summary()), 80);
    assertThat(text.lines()).allMatch(line -> line.length() <= 80 || line.contains("not shown"));
    assertThat(text)
        .startsWith("model nano · task gsm-mini · capability arithmetic")
        .contains("policy")
        .contains("[0.143, 0.374]")
        .contains("-0.360");
  }

  @Test
  void longTablesShowTheirEndsAndSayHowLongTheyAre() {
    IntColumn numbers = IntColumn.create("i");
    for (int i = 0; i < 1234; i++) {
      numbers.append(i);
    }
    String html = HtmlTable.render(Table.create("t", numbers));
    assertThat(html).contains("1,234 rows x 1 column").contains(">0<").contains(">1233<");
    assertThat(html).doesNotContain(">600<");
  }

  @Test
  void terminalEscapesOfAModelAreShownNotObeyed() {
    Table table =
        Table.create("t", StringColumn.create("text", "a\u001b[31mred\u0007\r\nb\u202ex\u009b5m"));
    String text = TextTable.render(table, TextTable.UNLIMITED);
    assertThat(text).contains("a␛[31mred␇␍↵b\ufffdx\ufffd5m");
    assertThat(text.replace("\n", "").chars()).noneMatch(Character::isISOControl);
  }

  @Test
  void modelOutputIsEscapedInHtml() {
    Table table =
        Table.create(
            "t",
            StringColumn.create("<i>", "<script>alert('x')</script>"),
            DoubleColumn.create("score", new double[] {0.5}));
    String html = HtmlTable.render(table);
    assertThat(html)
        .doesNotContain("<script>alert")
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;")
        .contains("<th align=\"left\" style=\"text-align:left;white-space:nowrap\">&lt;i&gt;</th>")
        .contains("align=\"right\"")
        .contains("1 row x 2 columns");
  }

  @Test
  void csvQuotesWhatNeedsItAndKeepsFullPrecision() {
    Table table =
        Table.create(
            "t",
            StringColumn.create("text", "a, \"b\"\nc", "plain"),
            DoubleColumn.create("score", 1 / 3.0, Double.NaN));
    assertThat(DataText.csv(table))
        .isEqualTo("text,score\n\"a, \"\"b\"\"\nc\",0.3333333333333333\nplain,\n");
  }

  @Test
  void jsonDocumentHasOneObjectARowAndTheRun() throws Exception {
    JsonNode document = new ObjectMapper().readTree(Frames.json(summary(), "r1"));
    assertThat(document.get("run").asText()).isEqualTo("r1");
    assertThat(document.get("summary")).hasSize(2);
    JsonNode row = document.get("summary").get(1);
    assertThat(row.get("policy").asText()).isEqualTo("snapkv(window=16)");
    assertThat(row.get("drop").asDouble()).isEqualTo(-0.36, within(1e-12));
    assertThat(row.get("kv_bytes").isIntegralNumber()).isTrue();
    assertThat(document.get("summary").get(0).get("p_value").isNull()).isTrue();
  }

  @Test
  void examplesFrameHoldsWhatWasAnswered() {
    Table table = Frames.examples(List.of(Grids.run(Grids.rows(SNAPKV, 3, 2))));
    assertThat(table.stringColumn("text").get(1)).isEqualTo("The answer is <b>1</b>.");
    assertThat(table.doubleColumn("score").asDoubleArray()).containsExactly(1, 1, 0);
    assertThat(table.stringColumn("status").asList()).containsOnly("ok");
    assertThat(DataText.jsonLines(table).lines()).hasSize(3);
  }
}
