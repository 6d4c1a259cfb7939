package io.kvlab.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.dsl.ast.Budgets;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.dsl.ast.Program;
import io.kvlab.dsl.ast.Query;
import io.kvlab.dsl.ast.Source;
import io.kvlab.dsl.ast.Statement;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What texts mean. */
@Tag("locale")
class ParsingTest {
  /** The examples of the language's description, and each other form of a statement. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "compress shotkv ratio 0.1 on gsm8k with llama3-8b",
        "grid = compress shotkv, snapkv, h2o ratio 0.1..0.9 step 0.2 on gsm-mini, needle-mini with nano limit 50 seed 7",
        "compress snapkv(window=32, kernel=7, pooling=max) capacity 256 on gsm8k with \"/models/my-llama\" shots 8",
        "compress ada(snapkv) ratio 0.2 decode ratio 0.5 on longgen-mini with nano",
        "baseline on mmlu with llama3-8b",
        "attention on gsm-mini with nano example 3 layer 2 head 0..3",
        "compress snapkv, h2o ratio 0.2, 0.4 on \"essay.txt\" with stories260k context 160 continuation 48 windows 4",
        "compress snapkv ratio 0.1 at question on mmlu with llama3-8b           # at prompt (default)",
        "generate \"Once upon a time\" with stories260k compress streamingllm capacity 17 max 48",
        "explain compress snapkv ratio 0.1 on mmlu with nano",
        "explain grid",
        "plot degradation of grid by ratio color policy facet task save \"grid.html\"",
        "plot kept of compress snapkv ratio 0.1 on mmlu with nano by ratio policy snapkv(window=8) save \"a.svg\"",
        "compare shotkv vs snapkv of grid",
        "compare shotkv vs random(seed=3) of grid ratio 0.1 task mmlu model nano",
        "show models",
        "SHOW Runs",
        "show grid",
        "describe shotkv",
        "help compress",
        "help",
        "export grid to \"grid.parquet\"",
        "report grid to \"card.html\"",
        "report paper of grid",
        "report paper of grid to \"paper.html\"",
        "set limit 100",
        "set device = gpu",
        "set store \"/tmp/a b\"",
        "compress full capacity 64, 128..512 step 128 at prompt, question, last on needle(length=1024) with nano, \"x\" "
            + "shots 1..8 max 5 chat off device gpu scoring likelihood without prefix-sharing, verify fresh",
        "baseline = baseline on mmlu with nano shots 0",
        "compress h2o(recent=cap/2, sinks=[0, 1], a=-2*(cap - 8)) ratio .5 on x with y",
        "compress snapkv,\n  h2o(\n recent = 8,\n window=1\n) \\\n ratio 0.5 on x with y",
      })
  void formattingAndParsingAgainGivesTheSame(String text) {
    Program program = Dsl.parse(text);
    String formatted = Formatter.format(program);
    assertThat(program.statements()).hasSize(1);
    assertThat(Dsl.parse(formatted)).isEqualTo(program);
    assertThat(Formatter.format(Dsl.parse(formatted))).isEqualTo(formatted);
  }

  @Test
  void rangesExpandInExactDecimals() {
    Query.Compress query = compress("compress a ratio 0.1..0.9 step 0.2 on x with y");
    assertThat(query.compression().budget().numbers().values().toString())
        .isEqualTo("[0.1, 0.3, 0.5, 0.7, 0.9]");
    assertThat(
            compress("compress a ratio 1.0..0.1 step 0.3, 0.70 on x with y")
                .compression()
                .budget()
                .numbers()
                .values()
                .toString())
        .isEqualTo("[1, 0.7, 0.4, 0.1]");
    assertThat(
            compress("compress a capacity 64..300 step 100 on x with y")
                .compression()
                .budget()
                .numbers()
                .ints())
        .containsExactly(64, 164, 264);
  }

  @Test
  void optionsMayComeInAnyOrder() {
    assertThat(compress("compress a with y seed 3 on x ratio 0.5 limit 2"))
        .isEqualTo(compress("compress a ratio 0.5 on x with y limit 2 seed 3"));
  }

  @Test
  void keywordsIgnoreCaseAndNamesKeepIt() {
    Query.Compress query = compress("COMPRESS SnapKV Ratio 0.5 ON Mine WITH Llama3.2-1B");
    assertThat(query.policies().get(0).name().text()).isEqualTo("SnapKV");
    assertThat(query.options().models().get(0).text()).isEqualTo("Llama3.2-1B");
  }

  @Test
  void compressionPointsDefaultToThePrompt() {
    assertThat(compress("compress a ratio 1 on x with y").compression().pointsOrDefault())
        .containsExactly(CompressionPoint.PROMPT);
    assertThat(
            compress("compress a ratio 1 at last, question on x with y")
                .compression()
                .pointsOrDefault())
        .containsExactly(CompressionPoint.LAST, CompressionPoint.QUESTION);
  }

  @Test
  void policiesNestAndTheirValuesAreTyped() {
    var call = Dsl.parsePolicy("ada(snapkv(window=16), floor=0.2, normalize=false, recent=cap/2)");
    assertThat(call.arguments()).hasSize(4);
    assertThat(call.arguments().get(0).name()).isEmpty();
    var inner = call.arguments().get(0).value().asCall().orElseThrow();
    assertThat(inner.name().text()).isEqualTo("snapkv");
    assertThat(inner.arguments().get(0).value().evaluate(Map.of()))
        .isEqualTo(OptionalDouble.of(16));
    var recent = call.arguments().get(3).value();
    assertThat(recent.evaluate(Map.of("cap", 64.0))).isEqualTo(OptionalDouble.of(32));
    assertThat(recent.evaluate(Map.of())).isEqualTo(OptionalDouble.empty());
  }

  @Test
  void arithmeticBindsAsUsual() {
    var value = Dsl.parsePolicy("a(b=cap - 2*3 - -4/(1 + 1))").arguments().get(0).value();
    assertThat(value.evaluate(Map.of("cap", 10.0))).isEqualTo(OptionalDouble.of(6));
  }

  @Test
  void statementsEndAtNewlinesAndSemicolonsAndCommentsAreLeftOut() {
    Program program = Dsl.parse("# a\n\nshow models; show tasks # b\r\nshow runs\r\n;;\n");
    assertThat(program.statements())
        .containsExactly(
            Dsl.parseStatement("show models"),
            Dsl.parseStatement("show tasks"),
            Dsl.parseStatement("\n show runs ;"));
    assertThat(Dsl.parse("").statements()).isEmpty();
  }

  @Test
  void nodesKnowTheirPlaces() {
    Program program =
        Dsl.parse("show models\n  g = compress snapkv ratio 0.5 on \"\uD83D\uDE00\", x with nano");
    Statement.Bind bind = (Statement.Bind) program.statements().get(1);
    assertThat(bind.span().line()).isEqualTo(2);
    assertThat(bind.span().column()).isEqualTo(3);
    var second = bind.query().options().tasks().get(1);
    assertThat(second.span().column()).isEqualTo(41);
    assertThat(program.textOf(second)).isEqualTo("x");
    assertThat(program.textOf(bind.query().options().models().get(0))).isEqualTo("nano");
  }

  @Test
  void quotedTextsResolveTheirEscapes() {
    Query.Generate query =
        (Query.Generate) Dsl.parseStatement("generate \"a\\n\\\"b\\\" \\\\ \\u00e9\" with nano");
    assertThat(query.prompt().value()).isEqualTo("a\n\"b\" \\ \u00e9");
  }

  @Test
  void keywordsMayBeNamesWhereNothingElseFits() {
    assertThat(Dsl.parsePolicy("a(ratio=max, layer=global)").arguments()).hasSize(2);
    Statement.Plot plot =
        (Statement.Plot) Dsl.parseStatement("plot attention of baseline by layer");
    assertThat(plot.source()).isInstanceOf(Source.Bound.class);
  }

  @Test
  void budgetsAreRatiosOrCapacities() {
    assertThat(compress("compress a ratio 0.5 on x with y").compression().budget())
        .isInstanceOf(Budgets.Ratio.class);
    assertThat(compress("compress a capacity 5 on x with y").compression().budget())
        .isInstanceOf(Budgets.Capacity.class);
  }

  @Test
  void cellsOfTheLanguageAreToldFromKotlin() {
    List<String> ours =
        List.of(
            "grid = compress snapkv ratio 0.1 on x with y",
            "compress shotkv ratio 0.1...",
            "\n# note\nshow models",
            "SHOW runs",
            "help",
            "show",
            "generate \"x",
            "compres snapkv ratio 0.1 on x",
            "baseline = baseline on mmlu with nano",
            "# only a note",
            "plot degradation of grid",
            "set limit 5");
    List<String> kotlin =
        List.of(
            "",
            "val x = 1",
            "show(x)",
            "show (x)",
            "set.add(1)",
            "baseline",
            "baseline.summary()",
            "report = 5",
            "x = compress(y)",
            "grid",
            "grid.plot()",
            "import foo.bar",
            "// compress",
            "fun compress() = 1",
            "plot + 1",
            "generate(\"x\")");
    assertThat(ours).allMatch(Dsl::looksLikeStatement);
    assertThat(kotlin).noneMatch(Dsl::looksLikeStatement);
  }

  private static Query.Compress compress(String text) {
    return (Query.Compress) Dsl.parseStatement(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "g = compress snapkv\n  ratio 0.1\n  on mmlu\n  with nano",
        "g = compress snapkv\nratio 0.1 on mmlu\nwith nano",
        "g = compress snapkv\n\n    RATIO 0.1 on mmlu with nano",
      })
  void aLineThatBeginsWithAnOptionGoesOnWithTheStatementAbove(String text) {
    assertThat(Formatter.format(Dsl.parse(text)).strip())
        .isEqualTo("g = compress snapkv ratio 0.1 on mmlu with nano");
  }

  @Test
  void commentsMayStandBetweenAStatementAndItsOptions() {
    String text = "compress snapkv # why\n# more\n  ratio 0.1 on mmlu with nano";
    assertThat(Dsl.parse(text).statements()).hasSize(1);
  }

  @Test
  void aLineThatBeginsAStatementDoesNotGoOnWithTheOneAbove() {
    String text =
        "g = compress snapkv ratio 0.1 on mmlu with nano\n  plot degradation of g\n\tshow g";
    assertThat(Dsl.parse(text).statements()).hasSize(3);
  }
}
