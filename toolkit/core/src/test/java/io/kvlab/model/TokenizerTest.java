package io.kvlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.testing.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
  @Test
  void spansOfCharactersBecomeSpansOfTokens() {
    try (Tokenizer tokenizer = Tokenizer.load(Shared.path("prototypes/nano/model")).orElseThrow()) {
      String text = "Question: 1 + 2\nAnswer: 3\n\nQuestion: \uD83D\uDE00 4 + 5\nAnswer:";
      int second = text.lastIndexOf("Question");
      TokenizedText tokens = tokenizer.encode(text, true);
      Range first = tokens.tokens(new Range(0, second));
      Range rest = tokens.tokens(new Range(second, text.length()));
      assertThat(first.from()).isEqualTo(1); // the start token belongs to no text
      assertThat(first.to()).isEqualTo(rest.from());
      assertThat(rest.to()).isEqualTo(tokens.length());
      assertThat(tokens.characters()[rest.from()].from()).isEqualTo(second);
      Range answer = tokens.characters()[tokens.length() - 1];
      assertThat(text.substring(answer.from(), answer.to())).isEqualTo(":");
    }
  }

  @Test
  void longTextsAreNeverCutShort() {
    try (Tokenizer tokenizer = Tokenizer.load(Shared.path("prototypes/nano/model")).orElseThrow()) {
      assertThat(tokenizer.encode("a b ".repeat(3000), false).length()).isGreaterThan(5999);
    }
  }

  @Test
  void generatedTextKeepsItsLeadingSpace() {
    try (Tokenizer tokenizer = Tokenizer.load(Shared.path("models/stories260k")).orElseThrow()) {
      int[] all = tokenizer.encode("Once upon a time there was", true).ids();
      for (int cut = 2; cut < all.length; cut++) {
        int[] before = Arrays.copyOf(all, cut);
        int[] after = Arrays.copyOfRange(all, cut, all.length);
        assertThat(tokenizer.decode(before) + tokenizer.decodeAfter(before, after))
            .isEqualTo("Once upon a time there was");
      }
    }
  }

  @Test
  void aFolderWithoutTokenizerHasNone() {
    assertThat(Tokenizer.load(Shared.path("models/tiny-qwen2-f32"))).isEmpty();
  }

  @Test
  void aBrokenTokenizerIsASentence(@TempDir Path folder) throws IOException {
    for (String json :
        new String[] {
          "",
          "{",
          "null",
          "[]",
          "{\"model\":{\"type\":\"BPE\"}}",
          "{\"version\":\"1.0\",\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":-1},\"merges\":[]}}",
          "{\"version\":\"1.0\",\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[\"a b\"]}}",
          "[".repeat(100_000)
        }) {
      Files.writeString(folder.resolve("tokenizer.json"), json);
      assertThatThrownBy(() -> Tokenizer.load(folder))
          .as(json.length() > 80 ? "nesting" : json)
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("tokenizer.json");
    }
  }
}
