package io.kvlab.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/LANGUAGE.md speaks of the language as it is. */
class LanguagePageTest {
  private static final Pattern EXAMPLES = Pattern.compile("(?s)```kvlab\n(.*?)```");

  private static String page() throws IOException {
    return Files.readString(Path.of("..", "docs", "LANGUAGE.md"));
  }

  @Test
  void everyExampleParses() throws IOException {
    long statements =
        EXAMPLES
            .matcher(page())
            .results()
            .mapToLong(example -> Dsl.parse(example.group(1)).statements().size())
            .sum();
    assertThat(statements).isGreaterThan(20);
  }

  @Test
  void everyKeywordIsNamed() throws IOException {
    String keywords = page().substring(page().indexOf("## Keywords"));
    assertThat(Dsl.keywords()).allSatisfy(word -> assertThat(keywords).contains("`" + word + "`"));
  }
}
