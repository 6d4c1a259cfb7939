package io.kvlab.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvlab.cache.Selection;
import io.kvlab.model.checkpoint.Attention;
import io.kvlab.model.checkpoint.ModelConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class VisibleTest {
  /** A model of two layers and two KV heads with windows. */
  private static ModelConfig windows(int first, int second) {
    ModelConfig plain = ModelConfig.llama(2, 8, 8, Attention.plain(2, 2, 4), 16, 64, true);
    return plain.withWindows(List.of(first, second));
  }

  private static final Selection SINKS_AND_LAST =
      Selection.uniform(2, 2, new int[] {0, 1, 6, 7, 8, 9});

  @Test
  void withoutWindowsAPolicysChoiceStands() {
    assertThat(new Visible(windows(0, 0), 10).chosen(SINKS_AND_LAST)).isEqualTo(SINKS_AND_LAST);
    assertThat(new Visible(windows(0, 0), 10).everything().total()).isEqualTo(40);
  }

  @Test
  void whatNoLaterTokenSeesIsNotKept() {
    // the token at position 10 sees itself and the three before it
    Visible visible = new Visible(windows(4, 4), 10);
    Selection kept = visible.chosen(SINKS_AND_LAST);
    assertThat(kept).isEqualTo(Selection.uniform(2, 2, new int[] {7, 8, 9}));
    assertThat(visible.everything()).isEqualTo(kept);
    assertThat(visible.unseen(kept, 6))
        .hasValueSatisfying(note -> assertThat(note).contains("3.0 of the 6 entries"));
    assertThat(visible.unseen(kept, 3)).isEmpty();
  }

  @Test
  void besideFullLayersSlidingOnesKeepWhatCanBeSeen() {
    Selection kept = new Visible(windows(3, 0), 10).chosen(SINKS_AND_LAST);
    assertThat(kept.positions(0, 1)).containsExactly(8, 9);
    assertThat(kept.positions(1, 1)).containsExactly(0, 1, 6, 7, 8, 9);
  }

  @Test
  void aShortPromptIsSeenWhole() {
    assertThat(new Visible(windows(20, 20), 10).everything().total()).isEqualTo(40);
  }
}
