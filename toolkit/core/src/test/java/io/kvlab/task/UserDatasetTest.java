package io.kvlab.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.manifest.Manifest;
import io.kvlab.task.catalog.Tasks;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An arithmetic dataset that kvlab has never seen, added by YAML alone. */
class UserDatasetTest {
  private static final String YAML =
      """
      datasets:
        taxes:
          title: Bills with tax
          capability: arithmetic reasoning
          version: 1
          licence: own
          source: mine
          evaluate: exam
          splits:
            exam: {files: [%FILE%]}
            practice: {format: csv, files: [practice.csv]}
          fields:
            ask: {path: bill.question, strip: true}
            options: {path: bill.options, choices: {labels: [A, B, C], line: "({label}) {text}", join: " "}}
            worked: {path: [bill.worked, steps]}
          prompt:
            instruction: "Work out each bill.\\n\\n"
            question: "Bill: {ask} {options}\\nTotal:"
            answer: " {worked}"
          gold: "{bill.total}"
          shots:
            default: 1
            list:
              - {ask: "2 teas at 3?", options: "(A) 5 (B) 6", worked: "2 * 3 = 6. So 6."}
          stops: ["\\nBill:"]
          max_tokens: 16
          score:
            metric: number
            extract:
              strict: {pattern: 'So (\\S+)\\.'}
              flexible: {pattern: '-?[0-9.,]*[0-9]', take: last}
      """;

  @TempDir Path folder;

  private Task open(String yaml) throws IOException {
    Path manifest = folder.resolve("taxes.yaml");
    Files.writeString(manifest, yaml);
    return new Tasks(
            Manifest.bundledAnd(List.of(manifest)),
            new TaskOptions(List.of(folder), Map.of(), false))
        .open("taxes");
  }

  private static final String ROW =
      "{\"bill\": {\"question\": \" 4 cups at 300? \", \"options\": [7, 1200], \"worked\": \"x\","
          + " \"total\": 1200}}";

  @Test
  void jsonlWithNestedFieldsChoicesAndListedShots() throws IOException {
    Files.writeString(folder.resolve("exam.jsonl"), ROW + "\n\n" + ROW + "\n");
    Task task = open(YAML.replace("%FILE%", "exam.jsonl"));
    Prompt prompt = task.prompt(0, 1);
    assertThat(task.size()).isEqualTo(2);
    assertThat(prompt.text())
        .isEqualTo(
            "Work out each bill.\n\nBill: 2 teas at 3? (A) 5 (B) 6\nTotal: 2 * 3 = 6. So 6.\n\n"
                + "Bill: 4 cups at 300? (A) 7 (B) 1200\nTotal:");
    assertThat(prompt.regions())
        .extracting(Region::kind)
        .containsExactly(Region.Kind.INSTRUCTION, Region.Kind.SHOT, Region.Kind.QUESTION);
    assertThat(prompt.id()).isEqualTo("taxes-0");
    Score score = task.score(0, " 4 * 300 = 1,200.0. So 1,200.00.\nBill: So 5.");
    assertThat(score.value()).isEqualTo(1);
    assertThat(task.score(0, " 4 * 300 is 1200").others())
        .containsEntry("strict", 0.0)
        .containsEntry("flexible", 1.0);
  }

  @Test
  void aJsonListAndAFileWithAByteOrderMarkAreRead() throws IOException {
    Files.writeString(folder.resolve("exam.json"), "\uFEFF[" + ROW + "]");
    assertThat(open(YAML.replace("%FILE%", "exam.json")).prompt(0, 0).gold()).isEqualTo("1200");
  }

  @Test
  void aPathIsMeantFromWhereTheManifestLies() throws IOException {
    Files.createDirectory(folder.resolve("rows"));
    Files.writeString(folder.resolve("rows/exam.jsonl"), ROW + "\n");
    Path manifest = folder.resolve("taxes.yaml");
    Files.writeString(manifest, YAML.replace("%FILE%", "rows/exam.jsonl"));
    Task task =
        new Tasks(
                Manifest.bundledAnd(List.of(manifest)), new TaskOptions(List.of(), Map.of(), false))
            .open("taxes");
    assertThat(task.prompt(0, 0).gold()).isEqualTo("1200");
  }

  @Test
  void csvCellsMayHoldCommasQuotesAndLines() throws IOException {
    Files.writeString(
        folder.resolve("exam.csv"), "ask,total\r\n\"one, \"\"two\"\"\nthree\",3\r\nplain,4\r\n");
    Task task =
        open(
            YAML.replace("%FILE%", "exam.csv")
                .replace("bill.question", "ask")
                .replace("{ask} {options}", "{ask}")
                .replace("{bill.total}", "{total}"));
    assertThat(task.prompt(0, 0).text()).contains("Bill: one, \"two\"\nthree\nTotal:");
    assertThat(task.prompt(1, 0).gold()).isEqualTo("4");
  }

  @Test
  void mistakesInDataAndTemplatesNameTheirPlace() throws IOException {
    Files.writeString(folder.resolve("exam.jsonl"), ROW + "\n{\"bill\": oops}\n");
    String yaml = YAML.replace("%FILE%", "exam.jsonl");
    assertThatThrownBy(() -> open(yaml))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("exam.jsonl, line 2, column 14: this is not JSON");
    Files.writeString(folder.resolve("exam.jsonl"), ROW);
    assertThatThrownBy(() -> open(yaml.replace("{ask} {options}", "{asked}")))
        .hasMessageContaining(
            "a listed shot has no value for {asked}; it has: ask, options, worked");
    Task task = open(yaml.replace("{bill.total}", "{bill.sum}"));
    assertThatThrownBy(() -> task.prompt(0, 0))
        .hasMessageContaining("taxes.yaml, taxes: {bill.sum} is neither a field nor in row 0")
        .hasMessageContaining("which has: bill");
    assertThatThrownBy(() -> open(yaml.replace("exam.jsonl", "none.jsonl")))
        .hasMessageContaining("the file none.jsonl of 'taxes' is not here")
        .hasMessageContaining("check its path in")
        .hasMessageContaining("taxes.yaml");
    Files.writeString(folder.resolve("exam.csv"), "a,b\n1\n");
    assertThatThrownBy(() -> open(YAML.replace("%FILE%", "exam.csv")))
        .hasMessageContaining("exam.csv, record 2 has 1 cells, not 2");
    Files.writeString(folder.resolve("exam.csv"), "a,b\n\"1,2\n");
    assertThatThrownBy(() -> open(YAML.replace("%FILE%", "exam.csv")))
        .hasMessageContaining("line 2: a quoted cell begins here and never ends");
    Files.write(folder.resolve("exam.jsonl"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThatThrownBy(() -> open(yaml)).hasMessageContaining("is not UTF-8 text");
  }

  @Test
  void aBadLineFiveThousandLinesDeepIsNamed() throws IOException {
    Files.writeString(
        folder.resolve("exam.jsonl"), (ROW + "\n").repeat(5_000) + "{\"bill\": \n" + ROW + "\n");
    assertThatThrownBy(() -> open(YAML.replace("%FILE%", "exam.jsonl")))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("exam.jsonl, line 5001, column 10: this is not JSON");
  }

  @Test
  void aPackedFileThatIsABombIsNotUnfolded() throws IOException {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("exam.jsonl.gz")))) {
      out.write(new byte[60 << 20]);
    }
    assertThatThrownBy(() -> open(YAML.replace("%FILE%", "exam.jsonl.gz")))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("unfolds to more than 250 times its size");
  }

  @Test
  void aFileWithAnotherChecksumIsRefused() throws IOException {
    Files.writeString(folder.resolve("exam.jsonl"), ROW);
    String sum = "0".repeat(64);
    assertThatThrownBy(
            () ->
                open(
                    YAML.replace(
                        "[%FILE%]", "[{path: exam.jsonl, sha256: \"%s\"}]".formatted(sum))))
        .hasMessageContaining("its sha256 is")
        .hasMessageContaining("not " + sum);
  }
}
