package io.kvlab.report.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kvlab.KvlabException;
import io.kvlab.plan.CellKey;
import io.kvlab.plan.CellKey.Workload;
import io.kvlab.report.ChartFigure;
import io.kvlab.report.Figure;
import io.kvlab.report.chart.Chart;
import io.kvlab.report.chart.Mark;
import io.kvlab.report.chart.Series;
import io.kvlab.result.ExampleRow;
import io.kvlab.summary.Grids;
import io.kvlab.summary.Summary;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

@Tag("locale")
class PlotsTest {
  private static final Summary GRID =
      Grids.summary(
          Grids.falling(
              60, List.of("gsm-mini", "needle-mini"), List.of("snapkv", "h2o", "streamingllm")));

  private static Chart chart(PlotKind kind, Summary summary, PlotOptions options) {
    return ((ChartFigure) Plots.draw(kind, summary, options)).chart();
  }

  private static <M extends Mark> List<M> marks(Chart.Panel panel, Class<M> type) {
    return panel.marks().stream().filter(type::isInstance).map(type::cast).toList();
  }

  @Test
  void degradationHasAPanelPerTaskACurvePerPolicyAndTheBaseline() {
    Chart chart = chart(PlotKind.DEGRADATION, GRID, PlotOptions.DEFAULT);
    assertThat(chart.panels())
        .extracting(Chart.Panel::title)
        .containsExactly("gsm-mini (arithmetic)", "needle-mini (long context)");
    for (Chart.Panel panel : chart.panels()) {
      List<Mark.Line> lines = marks(panel, Mark.Line.class);
      assertThat(lines)
          .extracting(line -> line.of().name())
          .containsExactly("h2o", "snapkv", "streamingllm");
      assertThat(lines).allMatch(Mark.Line::hasBand);
      assertThat(lines.get(0).x()).containsExactly(0.1, 0.3, 0.5, 0.7, 0.9);
      assertThat(marks(panel, Mark.Rule.class)).hasSize(1);
    }
    // the values are those of the summary
    double score =
        GRID.cells().stream()
            .filter(cell -> cell.key().equals(Grids.cell("gsm-mini", "snapkv", "0.1")))
            .findFirst()
            .orElseThrow()
            .score();
    Mark.Line snapkv = marks(chart.panels().get(0), Mark.Line.class).get(1);
    assertThat(snapkv.y()[0]).isEqualTo(score, within(1e-12));
    assertThat(chart.caption()).contains("n = 60 examples a point").contains("95% intervals");
  }

  @Test
  void coloursAndFacetsFollowTheStatement() {
    Chart chart =
        chart(
            PlotKind.DEGRADATION,
            GRID,
            PlotOptions.of(Optional.of("kept"), Optional.of("task"), Optional.of("policy")));
    assertThat(chart.panels())
        .extracting(Chart.Panel::title)
        .containsExactly("h2o", "snapkv", "streamingllm");
    assertThat(chart.legend()).extracting(Series::name).containsExactly("gsm-mini", "needle-mini");
  }

  @Test
  void whatElseDiffersJoinsTheNameSoThatTwoCurvesAreNeverOne() {
    List<ExampleRow> rows = new ArrayList<>();
    for (int shots : new int[] {2, 8}) {
      Workload workload = new Workload("nano", "gsm-mini", "arithmetic", shots, "");
      rows.addAll(Grids.rows(Grids.cell(workload, "full", "1"), 20, 12));
      rows.addAll(Grids.rows(Grids.cell(workload, "snapkv", "0.1"), 20, 5));
      rows.addAll(Grids.rows(Grids.cell(workload, "snapkv", "0.5"), 20, 9));
    }
    Chart chart = chart(PlotKind.DEGRADATION, Grids.summary(rows), PlotOptions.DEFAULT);
    assertThat(chart.legend())
        .extracting(Series::name)
        .containsExactly("snapkv · 2 shots", "snapkv · 8 shots");
  }

  @Test
  void heatmapHoldsRelativeDropsInPercent() {
    List<ExampleRow> rows = new ArrayList<>();
    CellKey full = Grids.cell("gsm-mini", "full", "1");
    rows.addAll(Grids.rows(full, 100, 80));
    rows.addAll(Grids.rows(Grids.cell("gsm-mini", "h2o", "0.1"), 100, 60));
    rows.addAll(Grids.rows(Grids.cell("gsm-mini", "h2o", "0.5"), 100, 78));
    Chart chart = chart(PlotKind.HEATMAP, Grids.summary(rows), PlotOptions.DEFAULT);
    Mark.Heat heat = marks(chart.panels().get(0), Mark.Heat.class).get(0);
    assertThat(heat.z()[0][0]).isEqualTo(-2.5, within(1e-9));
    assertThat(heat.z()[1][0]).isEqualTo(-25, within(1e-9));
    // twenty lost, none gained: significant; two are not
    assertThat(heat.texts()).containsExactly(List.of("-3"), List.of("-25*"));
  }

  @Test
  void theParetoFrontHoldsCellsThatNoneBeatsAtLessMemory() {
    List<ExampleRow> rows = new ArrayList<>();
    rows.addAll(Grids.rows(Grids.cell("gsm-mini", "full", "1"), 50, 40));
    rows.addAll(Grids.rows(Grids.cell("gsm-mini", "snapkv", "0.1"), 50, 20));
    rows.addAll(Grids.rows(Grids.cell("gsm-mini", "h2o", "0.1"), 50, 10));
    rows.addAll(Grids.rows(Grids.cell("gsm-mini", "snapkv", "0.5"), 50, 40));
    rows.addAll(Grids.rows(Grids.cell("gsm-mini", "h2o", "0.5"), 50, 30));
    Chart chart = chart(PlotKind.PARETO, Grids.summary(rows), PlotOptions.DEFAULT);
    Mark.Path front = marks(chart.panels().get(0), Mark.Path.class).get(0);
    assertThat(front.y()).containsExactly(0.4, 0.8);
    assertThat(front.x()).containsExactly(20 * 8 * 128, 100 * 8 * 128);
  }

  @Test
  void barsShowEachAbilityBesideTheFullCache() {
    Chart chart = chart(PlotKind.BARS, GRID, PlotOptions.DEFAULT);
    assertThat(chart.panels()).hasSize(5);
    List<Mark.Bars> bars = marks(chart.panels().get(4), Mark.Bars.class);
    assertThat(bars)
        .extracting(one -> one.of().name())
        .containsExactly("full cache", "h2o", "snapkv", "streamingllm");
    assertThat(bars).allSatisfy(one -> assertThat(one.y()).hasSize(2).doesNotContain(Double.NaN));
  }

  @Test
  void everyPlotHasAPageAWellFormedSvgAPngAndAText(@TempDir Path folder) throws Exception {
    for (PlotKind kind : PlotKind.values()) {
      if (kind.needs() != PlotKind.Needs.GRID) {
        continue;
      }
      Figure figure = Plots.draw(kind, GRID, PlotOptions.DEFAULT);
      Document svg = parse(figure.toSvg());
      assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
      assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
          .isEqualTo(figure.title());
      BufferedImage png = ImageIO.read(new ByteArrayInputStream(figure.toPng()));
      assertThat(png.getWidth()).isEqualTo(1840);
      assertThat(figure.toText()).startsWith(figure.title()).endsWith(figure.caption() + "\n");
      Path file = folder.resolve(kind.word() + ".html");
      figure.save(file);
      String page = Files.readString(file);
      String own = page.substring(page.indexOf("</head>"));
      assertThat(own).doesNotContain("http://cdn").doesNotContain("src=").contains("<noscript>");
      assertThat(page).contains("default-src 'none'");
    }
  }

  @Test
  void namesFromOutsideStayText() throws Exception {
    String evil = "</script><img src=x onerror=alert(1)>'\"";
    List<ExampleRow> rows = new ArrayList<>();
    Workload workload = new Workload("nano", evil, "x", 0, "");
    rows.addAll(Grids.rows(Grids.cell(workload, "full", "1"), 20, 12));
    rows.addAll(Grids.rows(Grids.cell(workload, "snapkv", "0.1"), 20, 5));
    for (PlotKind kind : List.of(PlotKind.DEGRADATION, PlotKind.HEATMAP, PlotKind.PARETO)) {
      Figure figure = Plots.draw(kind, Grids.summary(rows), PlotOptions.DEFAULT);
      String page = figure.toHtml();
      assertThat(page.substring(page.indexOf("</head>"))).doesNotContain("<img");
      parse(figure.toSvg());
    }
  }

  @Test
  void wrongWordsAreErrorsThatNameTheRightOnes(@TempDir Path folder) {
    assertThatThrownBy(() -> PlotKind.named("pie"))
        .isInstanceOf(KvlabException.class)
        .hasMessage(
            "There is no plot \"pie\"; there is "
                + String.join(
                    ", ", java.util.Arrays.stream(PlotKind.values()).map(PlotKind::word).toList())
                + " (show plots describes them).");
    assertThatThrownBy(
            () -> PlotOptions.of(Optional.of("colour"), Optional.empty(), Optional.empty()))
        .hasMessage(
            "A plot cannot be drawn by \"colour\"; there is ratio, capacity, shots, kept, kv_bytes.");
    Figure figure = Plots.draw(PlotKind.DEGRADATION, GRID, PlotOptions.DEFAULT);
    assertThatThrownBy(() -> figure.save(folder.resolve("x.pdf")))
        .hasMessage("A plot is saved as .html, .svg, .png or .txt, not as \"x.pdf\".");
    assertThatThrownBy(() -> figure.save(folder.resolve("no/x.svg")))
        .hasMessageEndingWith(
            "x.svg cannot be written: its folder does not exist; create it, or name another file.");
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
