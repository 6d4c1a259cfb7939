package io.kvlab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.kvlab.model.checkpoint.Precision;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;

class CompressBenchTest {
  @Test
  void memoryFallsInProportionToWhatIsKeptPerHeadIncluded() {
    BenchReport report =
        CompressBench.run(
            new BenchOptions(
                Optional.of("15M"), Device.cpu(), Precision.AUTO, OptionalInt.of(1024)));
    assertThat(report.rows().rowCount()).isEqualTo(7);
    for (Row row : report.rows()) {
      double kept = row.getDouble("kept");
      // spare room for the tokens to come, and the padding between heads of unlike budgets
      assertThat(row.getDouble("of_full_cache")).isBetween(kept - 1e-9, 1.15 * kept + 0.01);
      assertThat(row.getDouble("tokens_per_s")).isPositive();
    }
    assertThat(report.json().path("rows").size()).isEqualTo(7);
    assertThat(report.json().path("facts").path("shape").asText()).isEqualTo("15M");
  }
}
