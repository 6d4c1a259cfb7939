package io.kvlab.train.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SuitesTest {
  private static final int DOCUMENTS = 400;
  private static final Pattern EQUATION = Pattern.compile("(\\d+) ([-+*/]) (\\d+) = (\\d+)");

  static List<Suite> suites() {
    List<Suite> suites = new ArrayList<>(Suites.all());
    suites.addAll(Suites.open());
    return suites;
  }

  static List<Suite> choices() {
    return suites().stream().filter(suite -> suite.name().matches("(facts|sense)-mini")).toList();
  }

  @Test
  void shippedFilesAreWhatTheGeneratorMakes() throws IOException {
    for (var file : SuiteFiles.shipped().entrySet()) {
      try (InputStream in =
          SuitesTest.class.getResourceAsStream("/io/kvlab/manifest/mini/" + file.getKey())) {
        assertThat(in).as(file.getKey()).isNotNull();
        String shipped = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shipped).as(file.getKey()).isEqualTo(file.getValue());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("suites")
  void testItemsAreAtLeastTwoHundredAndDifferent(Suite suite) {
    List<Item> items = Suites.items(suite, Split.TEST, SuiteFiles.ITEMS, SuiteFiles.SEED);
    Set<String> prompts = new HashSet<>();
    items.forEach(item -> prompts.add(item.prompt()));
    assertThat(prompts).hasSize(SuiteFiles.ITEMS).hasSizeGreaterThanOrEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("suites")
  void noTestQuestionOccursInTrainingDocumentsNorInDevItems(Suite suite) {
    Random random = new Random(5);
    StringBuilder trained = new StringBuilder();
    for (int i = 0; i < DOCUMENTS; i++) {
      trained.append(suite.document(random, 300).text());
    }
    for (Item item : Suites.items(suite, Split.DEV, 50, 3)) {
      trained.append(item.prompt()).append(item.answer());
    }
    String text = trained.toString();
    for (Item item : Suites.items(suite, Split.TEST, SuiteFiles.ITEMS, SuiteFiles.SEED)) {
      assertThat(suite.unseen(item)).isNotEmpty().noneMatch(text::contains);
    }
  }

  @ParameterizedTest
  @MethodSource("suites")
  void questionsOfTrainingDoOccurInTrainingDocuments(Suite suite) {
    Random random = new Random(5);
    StringBuilder trained = new StringBuilder();
    for (int i = 0; i < 4 * DOCUMENTS; i++) {
      trained.append(suite.document(random, 300).text());
    }
    String text = trained.toString();
    if (suite.name().matches("(facts|sense|facts-open|sense-open|guard)-mini")) {
      List<Item> items = Suites.items(suite, Split.TRAIN, 50, 3);
      assertThat(items).anyMatch(item -> suite.unseen(item).stream().anyMatch(text::contains));
    }
  }

  @Test
  void everyEquationOfAnAnswerIsRight() {
    int count = 0;
    for (Suite suite : suites()) {
      if (suite.name().matches("(gsm|longgen)-mini")) {
        for (Item item : Suites.items(suite, Split.TEST, SuiteFiles.ITEMS, SuiteFiles.SEED)) {
          Matcher matcher = EQUATION.matcher(item.answer());
          while (matcher.find()) {
            int left = Integer.parseInt(matcher.group(1));
            int right = Integer.parseInt(matcher.group(3));
            int result =
                switch (matcher.group(2)) {
                  case "+" -> left + right;
                  case "-" -> left - right;
                  case "*" -> left * right;
                  default -> left / right;
                };
            assertThat(matcher.group(4)).isEqualTo(Integer.toString(result));
            count++;
          }
        }
      }
    }
    assertThat(count).isGreaterThan(1000);
  }

  @Test
  void goldProgramsPassTheirTestsInPython(@TempDir Path folder) throws Exception {
    StringBuilder script = new StringBuilder();
    Suite code = Suites.all().get(3);
    for (Item item : Suites.items(code, Split.TEST, SuiteFiles.ITEMS, SuiteFiles.SEED)) {
      script.append(item.question()).append(item.answer()).append("\n");
      item.tests().forEach(test -> script.append(test).append("\n"));
    }
    Path file = Files.writeString(folder.resolve("tests.py"), script + "print('passed')\n");
    Process process;
    try {
      process = new ProcessBuilder("python3", file.toString()).redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeTrue(false, "python3 is not installed: the gold programs are not run");
      return;
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    assertThat(output.strip()).isEqualTo("passed");
  }

  @ParameterizedTest
  @MethodSource("choices")
  void theAnswerNamesTheOptionThatCarriesItsLetter(Suite suite) {
    for (Item item : Suites.items(suite, Split.TEST, SuiteFiles.ITEMS, SuiteFiles.SEED)) {
      String[] answer = item.answer().strip().split(" ");
      String letter = answer[1].substring(1, 2);
      assertThat(item.question()).contains("\n" + letter + ". " + answer[0] + "\n");
    }
  }

  @Test
  void guardAsksForForbiddenAndAllowedTopicsAlikeAndShowsTheTopicInTheRulesAlone() {
    Suite guard = Suites.all().get(4);
    int forbidden = 0;
    for (Item item : Suites.items(guard, Split.TEST, SuiteFiles.ITEMS, SuiteFiles.SEED)) {
      String rule = item.answer().substring(1, item.answer().indexOf('.'));
      String topic = rule.substring(0, rule.indexOf(' '));
      assertThat(item.prefix()).contains(rule);
      assertThat(String.join("", item.shots())).doesNotContain("Assistant: " + topic);
      boolean refused = item.answer().contains("Sorry");
      assertThat(refused).isEqualTo(rule.endsWith("forbidden"));
      forbidden += refused ? 1 : 0;
    }
    assertThat(forbidden).isBetween(SuiteFiles.ITEMS * 4 / 10, SuiteFiles.ITEMS * 6 / 10);
  }

  @Test
  void needlesStandOnceInTheirPassage() {
    Suite needle = Suites.all().get(5);
    for (Item item : Suites.items(needle, Split.TEST, SuiteFiles.ITEMS, SuiteFiles.SEED)) {
      String code = item.answer().strip();
      assertThat(item.prefix().split(Pattern.quote(code + "."), -1)).hasSize(2);
    }
  }
}
