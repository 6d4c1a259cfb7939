package io.kvlab.report.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTest {
  @Test
  void wideCharactersTakeTwoColumns() {
    assertThat(Plain.fit("日本語テキスト", 7)).isEqualTo("日本語…");
    assertThat(Plain.width("日本語…")).isEqualTo(7);
  }
}
