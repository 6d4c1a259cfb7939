package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The config file is YAML 1.2: words and numbers are what they look like. */
class SettingsFileTest {
  @TempDir Path folder;

  private String of(SettingKey key, String yaml) throws IOException {
    Path file = folder.resolve("config.yaml");
    Files.writeString(file, yaml + "\n");
    return Settings.load(Map.of(), file).value(key).text();
  }

  @ParameterizedTest
  @CsvSource({"off", "on", "auto"})
  void chatTakesTheWordsOfTheDocumentation(String word) throws IOException {
    assertThat(of(SettingKey.CHAT, "chat: " + word)).isEqualTo(word);
  }

  @Test
  void numbersAreDecimal() throws IOException {
    assertThat(Long.parseLong(of(SettingKey.SEED, "seed: 010"))).isEqualTo(10);
    assertThatThrownBy(() -> of(SettingKey.LIMIT, "limit: 1_000"))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("1_000");
  }

  @Test
  void nothingIsUnsetAndATildeIsTheHomeFolder() throws IOException {
    assertThat(of(SettingKey.DATA, "data:")).isEmpty();
    assertThat(of(SettingKey.DATA, "data: ~")).isEmpty();
    assertThat(of(SettingKey.STORE, "store: ~/x"))
        .isEqualTo(System.getProperty("user.home") + "/x");
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    assertThatThrownBy(() -> of(SettingKey.SEED, "seed: 1\nseed: 2"))
        .isInstanceOf(KvlabException.class);
  }
}
