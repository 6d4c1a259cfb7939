package io.kvlab.jupyter.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlaceholdersTest {
  private static String fill(String text) {
    Map<String, String> values = Map.of("ratio", "[0.1, 0.3]", "policy", "snapkv");
    return Placeholders.fill(text, name -> Optional.ofNullable(values.get(name)));
  }

  @Test
  void aListLosesItsBrackets() {
    assertThat(fill("compress {policy} ratio {ratio}")).isEqualTo("compress snapkv ratio 0.1, 0.3");
  }

  @Test
  void quotedTextsAndCommentsStay() {
    String text = "generate \"fun f() {policy} \\\" {ratio}\" # {nothing}";
    assertThat(fill(text)).isEqualTo(text);
  }

  @Test
  void anUnknownNameIsToldTogetherWithTheWayOut() {
    assertThatThrownBy(() -> fill("ratio {rato}"))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("no Kotlin variable 'rato'")
        .hasMessageContaining("val rato = 0.1");
  }
}
