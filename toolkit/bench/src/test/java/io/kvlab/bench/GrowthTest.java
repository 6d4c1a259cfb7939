package io.kvlab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.engine.RunProgress;
import io.kvlab.session.SettingKey;
import io.kvlab.session.Settings;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
  @Test
  void aLeakOfAMegabyteAMinuteIsSeenAndNoiseIsNot() {
    Random random = new Random(7);
    double[] noise = random.doubles(60, 190, 215).toArray();
    double[] leak = IntStream.range(0, 60).mapToDouble(i -> noise[i] + i).toArray();
    assertThat(Growth.of(noise).significant()).isFalse();
    assertThat(Growth.of(leak).significant()).isTrue();
  }

  @Test
  void warmUpIsNotGrowth() {
    double[] warming = IntStream.range(0, 60).mapToDouble(i -> 200 - 150 * Math.exp(-i)).toArray();
    assertThat(Growth.of(warming).significant()).isFalse();
    assertThat(Growth.of(warming)).hasToString("200.0 -> 200.0, steady");
  }

  @Test
  void aRoundOfEveryKindOfWorkIsMeasured() {
    Settings settings = Settings.defaults().with(SettingKey.DEVICE, "cpu", "test");
    BenchReport report =
        new SteadyBench(settings, "nano", Duration.ofMillis(1), 1).run(RunProgress.SILENT);
    assertThat(report.rows().rowCount()).isEqualTo(1);
    assertThat(report.rows().longColumn("rows").get(0)).isGreaterThan(100);
    assertThat(report.rows().doubleColumn("native_mb").get(0)).isPositive();
    assertThat(report.rows().doubleColumn("heap_mb").get(0)).isPositive();
  }
}
