package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kvlab.KvlabException;
import io.kvlab.summary.SummaryCell;
import io.kvlab.testing.Shared;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text fidelity against an independent float64 implementation, and on an essay. */
@Tag("locale")
class TextFidelityTest {
  @TempDir Path folder;
  private Session session = Session.open(Settings.defaults());

  @BeforeEach
  void open() {
    Shared.path("models/stories260k");
    session = Workshop.open(folder);
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void reproducesTheRowsOfAnIndependentImplementation() throws IOException {
    JsonNode golden =
        new JsonMapper().readTree(Shared.path("golden/lm/stories260k-fidelity.json").toFile());
    Path text = Files.writeString(folder.resolve("text.txt"), golden.get("text").asText());
    Grid grid =
        Workshop.grid(
            session,
            """
            compress streamingllm(sinks=4), snapkv(window=16, kernel=5, pooling=avg, group=mean), \
            h2o(recent=cap/2, group=mean) ratio 0.2, 0.4, 0.7 on "%s" with stories260k \
            context %d continuation %d windows %d\
            """
                .formatted(
                    text,
                    golden.get("context").asInt(),
                    golden.get("continuation").asInt(),
                    golden.get("windows").asInt()));
    List<SummaryCell> cells = grid.numbers().cells();
    int matched = 0;
    for (JsonNode row : golden.get("rows")) {
      BigDecimal ratio = row.get("ratio").decimalValue();
      for (SummaryCell cell : cells) {
        String budget = "ratio " + ratio.stripTrailingZeros().toPlainString();
        if (cell.key().treatment().policyName().equals(row.get("policy").asText())
            && cell.key().treatment().budget().toString().equals(budget)) {
          SummaryCell.MeanFidelity fidelity = cell.fidelity().orElseThrow();
          assertThat(fidelity.nll()).isCloseTo(row.get("nll").asDouble(), within(2e-3));
          assertThat(fidelity.kl()).isCloseTo(row.get("kl").asDouble(), within(2e-3));
          double position = 1.0 / row.get("tokens").asInt();
          assertThat(cell.score())
              .isCloseTo(row.get("agreement").asDouble(), within(position + 1e-4));
          matched++;
        }
      }
    }
    assertThat(matched).isEqualTo(golden.get("rows").size());
  }

  @Test
  void allPoliciesAreTheFullCacheAtRatioOneAndLoseAsTheRatioFalls() throws IOException {
    Path essay = essay();
    Grid grid =
        Workshop.grid(
            session,
            """
            compress streamingllm, h2o, snapkv(window=8), pyramidkv(window=8), chunkkv, knorm, tova, \
            random ratio 0.1, 0.4, 1 on "%s" with stories260k \
            context 160 continuation 48 windows 8\
            """
                .formatted(essay));
    for (SummaryCell cell : grid.numbers().cells()) {
      double kl = cell.fidelity().orElseThrow().kl();
      if (cell.cache().kept() == 1) {
        assertThat(kl).as(cell.key().toString()).isCloseTo(0, within(1e-9));
        assertThat(cell.score()).isEqualTo(1);
      } else {
        double gentler = kl(grid, cell.key().treatment().policy(), "0.4");
        double harsher = kl(grid, cell.key().treatment().policy(), "0.1");
        assertThat(gentler).as(cell.key().treatment().policy()).isPositive();
        assertThat(harsher).as(cell.key().treatment().policy()).isGreaterThan(gentler);
      }
    }
    double random = kl(grid, "random(seed=0)", "0.1");
    for (String policy : List.of("h2o", "snapkv", "tova")) {
      assertThat(klOf(grid, policy, "0.1")).as(policy).isLessThan(random);
    }
  }

  private static double klOf(Grid grid, String name, String ratio) {
    return grid.numbers().cells().stream()
        .filter(cell -> cell.key().treatment().policyName().equals(name))
        .filter(cell -> cell.key().treatment().budget().toString().equals("ratio " + ratio))
        .mapToDouble(cell -> cell.fidelity().orElseThrow().kl())
        .findFirst()
        .orElseThrow();
  }

  private static double kl(Grid grid, String policy, String ratio) {
    return klOf(grid, policy.replaceFirst("\\(.*", ""), ratio);
  }

  @Test
  void refusesWindowsLongerThanTheContextWithBothNumbers() throws IOException {
    Path essay = essay();
    assertThatThrownBy(
            () ->
                Workshop.grid(
                    session,
                    "compress snapkv ratio 0.5 on \"%s\" with stories260k context 500 continuation 48"
                        .formatted(essay)))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("549")
        .hasMessageContaining("512");
  }

  @Test
  void aTextHasNoQuestionToCompressBefore() throws IOException {
    Path essay = essay();
    assertThatThrownBy(
            () ->
                Workshop.grid(
                    session,
                    "compress snapkv ratio 0.5 at question on \"%s\" with stories260k context 100 continuation 20"
                        .formatted(essay)))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("at last");
  }

  private static Path essay() throws IOException {
    try (var files = Files.list(Shared.path("data/essays"))) {
      return files.sorted().findFirst().orElseThrow();
    }
  }
}
