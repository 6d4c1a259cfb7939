package io.kvlab.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemTextTest {
  private static final String ASCII = "ANSI_X3.4-1968"; // what Java calls the locale C on Linux

  @Test
  void whatIsAsciiPassesInEveryLocale() {
    check(ASCII, "help compress", Map.of("the path in user.dir", "/home/zoe"), "");
  }

  @Test
  void lettersOfAnArgumentAVariableAndAPathAreRefusedWhereTheyAreLost() {
    for (String encoding : List.of(ASCII, "ISO-8859-1")) {
      assertThatThrownBy(() -> check(encoding, "Zo\uFFFD\uFFFD", Map.of(), ""))
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("the argument 'Zo")
          .hasMessageContaining(encoding)
          .hasMessageContaining("LC_ALL=C.UTF-8");
      assertThatThrownBy(() -> check(encoding, "help", Map.of("the variable HOME", "/zoë"), ""))
          .hasMessageContaining("the variable HOME holds letters that are lost");
    }
  }

  @Test
  void inUtf8EveryLetterPassesAndBytesThatAreNoTextAreRefused() {
    check("UTF-8", "Zoë’s café 你好 🙂", Map.of("the variable HOME", "/zoë"), "");
    String given = "a \uFFFD that was typed";
    check("UTF-8", given, Map.of(), given);
    assertThatThrownBy(
            () ->
                SystemText.requireWhole(
                    "UTF-8",
                    List.of("Zo\uFFFD"),
                    Map.of(),
                    () -> "Zoë".getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("iconv -f ISO-8859-1 -t UTF-8");
  }

  @Test
  void aTextThatIsNoPathForAnotherReasonIsSaidToBeNone() {
    assertThat(SystemText.noPath("a\0b", "Nul character not allowed"))
        .isEqualTo("'a\uFFFDb' is no file name (Nul character not allowed).");
  }

  private static void check(
      String encoding, String argument, Map<String, String> around, String commandLine) {
    SystemText.requireWhole(
        encoding, List.of(argument), around, () -> commandLine.getBytes(StandardCharsets.UTF_8));
  }
}
