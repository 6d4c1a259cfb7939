package io.kvlab.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.report.plot.PlotKind;
import io.kvlab.report.plot.PlotOptions;
import io.kvlab.report.plot.Plots;
import io.kvlab.summary.Grids;
import io.kvlab.summary.Summary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens a result card in a real browser: everything is drawn, nothing is asked of the network. */
class ChromiumTest {
  @Test
  void everyFigureOfACardIsDrawnWithoutAnErrorOfTheConsole(@TempDir Path folder) throws Exception {
    Optional<Path> chromium =
        List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").stream()
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(chromium.isPresent(), "no Chromium here: the page is not opened");
    Summary summary =
        Grids.summary(
            Grids.falling(40, List.of("gsm-mini", "needle-mini"), List.of("snapkv", "h2o")));
    List<Figure> figures =
        List.of(PlotKind.DEGRADATION, PlotKind.HEATMAP, PlotKind.BARS, PlotKind.PARETO).stream()
            .map(kind -> Plots.draw(kind, summary, PlotOptions.DEFAULT))
            .toList();
    String card =
        new ResultCard(
                "compress snapkv, h2o ratio 0.1..0.9 step 0.2 on \"</script>\" with nano",
                "r1",
                summary,
                summary.notes(),
                figures,
                "{\"seed\": 7}")
            .toHtml();
    String probe =
        "<script>window.addEventListener('load', () => setTimeout(() => {"
            + "document.body.setAttribute('data-drawn',"
            + " document.querySelectorAll('.kvlab-figure .main-svg').length > 0 ?"
            + " document.querySelectorAll('.kvlab-figure.js-plotly-plot').length : -1)}, 500))"
            + "</script></body>";
    Path page = folder.resolve("card.html");
    Files.writeString(page, card.replace("</body>", probe));
    Result result = open(chromium.get(), page, folder);
    assertThat(result.dom()).contains("data-drawn=\"4\"");
    assertThat(result.console()).noneMatch(line -> line.contains("CONSOLE"));
  }

  private record Result(String dom, List<String> console) {}

  private static Result open(Path chromium, Path page, Path folder)
      throws IOException, InterruptedException {
    Path out = folder.resolve("dom.html");
    Path log = folder.resolve("console.log");
    Process process =
        new ProcessBuilder(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--enable-logging=stderr",
                "--virtual-time-budget=5000",
                "--user-data-dir=" + folder.resolve("profile"),
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(out.toFile())
            .redirectError(log.toFile())
            .start();
    if (!process.waitFor(30, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("Chromium did not end within half an hour");
    }
    return new Result(Files.readString(out), Files.readAllLines(log, StandardCharsets.ISO_8859_1));
  }
}
