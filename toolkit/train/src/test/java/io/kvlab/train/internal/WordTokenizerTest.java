package io.kvlab.train.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.kvlab.train.suite.Item;
import io.kvlab.train.suite.Split;
import io.kvlab.train.suite.Suite;
import io.kvlab.train.suite.SuiteFiles;
import io.kvlab.train.suite.Suites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordTokenizerTest {
  private static final WordTokenizer TOKENIZER = WordTokenizer.ofSuites();

  private static List<Item> testItems() {
    List<Suite> suites = new ArrayList<>(Suites.all());
    suites.addAll(Suites.open());
    List<Item> items = new ArrayList<>();
    for (Suite suite : suites) {
      items.addAll(Suites.items(suite, Split.TEST, SuiteFiles.ITEMS, SuiteFiles.SEED));
    }
    return items;
  }

  @Test
  void knowsEveryWordOfTheTestSetsAndGivesTheTextBack() {
    for (Item item : testItems()) {
      String text = item.prompt() + item.answer() + "\n\n";
      int[] ids = TOKENIZER.encode(text);
      assertThat(ids).doesNotContain(WordTokenizer.UNKNOWN);
      assertThat(TOKENIZER.decode(ids)).isEqualTo(text);
    }
  }

  @Test
  void aPromptHasTheSameIdsAsItsPieces() {
    for (Item item : testItems()) {
      IntStream pieces = Arrays.stream(TOKENIZER.encode(item.prefix()));
      for (String shot : item.shots()) {
        pieces = IntStream.concat(pieces, Arrays.stream(TOKENIZER.encode(shot)));
      }
      pieces = IntStream.concat(pieces, Arrays.stream(TOKENIZER.encode(item.question())));
      pieces = IntStream.concat(pieces, Arrays.stream(TOKENIZER.encode(item.answer())));
      assertThat(pieces.toArray()).isEqualTo(TOKENIZER.encode(item.prompt() + item.answer()));
    }
  }

  @Test
  void huggingFaceReadsTheSameIdsAndTextFromTheJson(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER.toJson());
    try (HuggingFaceTokenizer huggingFace =
        HuggingFaceTokenizer.newInstance(file, Map.of("truncation", "false"))) {
      for (Item item : testItems()) {
        String text = item.prompt() + item.answer() + "\n\n";
        long[] expected = huggingFace.encode(text, false, false).getIds();
        int[] ids = TOKENIZER.encode(text);
        assertThat(Arrays.stream(ids).asLongStream().toArray()).isEqualTo(expected);
      }
      long[] withStart = huggingFace.encode("Question:", true, false).getIds();
      assertThat(withStart[0]).isEqualTo(WordTokenizer.BEGIN);
      String code = "def f(x):\n    \"\"\"Add 3 to x.\"\"\"\n    return x + 3\n\n";
      long[] ids = huggingFace.encode(code, false, false).getIds();
      assertThat(huggingFace.decode(ids)).isEqualTo(code);
    }
  }
}
