package io.kvlab.report.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Labels never touch each other, whatever their number. */
class LabelsTest {
  @Test
  void namesAreBrokenBetweenWordsAndLoseTheirBrackets() {
    Axis axis =
        Axis.categories("", List.of("gsm-mini (arithmetic reasoning)", "guard-mini (safety)"));
    AxisLabels labels = AxisLabels.of(axis, 220);
    assertThat(labels.turned()).isFalse();
    assertThat(labels.lines())
        .containsExactly(
            List.of("gsm-mini", "arithmetic", "reasoning"), List.of("guard-mini", "safety"));
    assertThat(AxisLabels.of(axis, 600).lines())
        .contains(List.of("gsm-mini (arithmetic reasoning)"));
  }

  @Test
  void aWordThatHasNoRoomTurnsTheLabels() {
    Axis axis = Axis.categories("", List.of("needle-mini", "longgenbench-gsm8k"));
    assertThat(AxisLabels.of(axis, 120).turned()).isTrue();
  }

  @Test
  void numbersAreThinnedOut() {
    List<String> names = IntStream.rangeClosed(1, 27).mapToObj(Integer::toString).toList();
    AxisLabels labels = AxisLabels.of(Axis.categories("shot", names), 260);
    assertThat(labels.turned()).isFalse();
    List<Integer> shown =
        IntStream.range(0, 27).filter(i -> !labels.lines().get(i).isEmpty()).boxed().toList();
    assertThat(shown).hasSizeBetween(5, 14);
    assertThat(shown.get(2) - shown.get(1)).isEqualTo(shown.get(1) - shown.get(0));
    Axis bytes = Axis.bytes("KV cache", 300_000, 7_000_000);
    assertThat(AxisLabels.of(bytes, 200).lines()).contains(List.of("256 KiB"), List.of());
  }

  @Test
  void shotsThatAreTooNarrowToTellApartAreOneStretch() {
    List<Mark.Stretch> stretches = new ArrayList<>();
    stretches.add(new Mark.Stretch(0, 1, "start"));
    for (int shot = 1; shot <= 40; shot++) {
      stretches.add(new Mark.Stretch(shot * 10 - 9, shot * 10 + 1, "shot " + shot));
    }
    stretches.add(new Mark.Stretch(401, 410, "question"));
    Mark.Regions regions = new Mark.Regions(stretches, true);
    assertThat(regions.readable(0.5))
        .extracting(Mark.Stretch::name)
        .containsExactly("start", "shots 1-40", "question");
    assertThat(regions.readable(2)).isEqualTo(stretches);
  }
}
