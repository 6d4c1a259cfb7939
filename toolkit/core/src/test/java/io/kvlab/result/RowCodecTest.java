package io.kvlab.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.summary.Grids;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows travel as lines of JSON and come back as they were. */
class RowCodecTest {
  private static final ExampleRow ROW = Grids.row(Grids.cell("gsm-mini", "snapkv", "0.3"), 4, true);

  private static ExampleRow parsed(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return RowCodec.parse(bytes, bytes.length, RowCodec.Names.CURRENT);
  }

  private static String line(ExampleRow row) {
    return new String(RowCodec.line(row), StandardCharsets.UTF_8);
  }

  @Test
  void aLineIsOneObjectAndSaysTheRow() throws Exception {
    String line = line(ROW);
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.get("index").intValue()).isEqualTo(4);
    assertThat(json.get("budget").textValue()).isEqualTo("ratio 0.3");
    assertThat(json.get("kept_entries").longValue()).isEqualTo(480);
    assertThat(json.has("details")).isFalse();
    assertThat(parsed(line)).isEqualTo(ROW);
    ExampleRow failed = Grids.failed(ROW.cell(), 5, "no \"memory\"\n");
    assertThat(parsed(line(failed))).isEqualTo(failed);
  }

  @Test
  void whatIsStatedComesBackAsItWas() {
    Details details =
        Details.NONE
            .with(Detail.STORAGE, "int4")
            .with(Detail.TURN, 3)
            .with(Detail.MEAN_ENTRIES, 12)
            .with(Detail.ANSWER_IDS, new long[] {})
            .with(Detail.LOG_LIKELIHOODS, new double[] {-1, Double.NaN});
    ExampleRow back = parsed(line(ROW.with(details)));
    assertThat(back).isEqualTo(ROW.with(details));
    assertThat(back.details().text(Detail.STORAGE)).contains("int4");
    assertThat(back.details().whole(Detail.TURN)).contains(3L);
    assertThat(back.details().real(Detail.MEAN_ENTRIES)).contains(12.0);
    assertThat(back.details().wholes(Detail.ANSWER_IDS).orElseThrow()).isEmpty();
    assertThat(back.details().reals(Detail.LOG_LIKELIHOODS).orElseThrow())
        .containsExactly(-1, Double.NaN);
    assertThat(back.details().text(Detail.MACHINE)).isEmpty();
  }

  @Test
  void whatANewerKvlabStatesIsKept() {
    String newer =
        line(ROW)
            .replace("\"at\":", "\"details\":{\"moons\":[1,2.5],\"seen\":7,\"by\":\"x\"},\"at\":");
    ExampleRow row = parsed(newer);
    assertThat(row.details().values().toString()).isEqualTo("{by=x, moons=[1.0, 2.5], seen=7}");
    assertThat(parsed(line(row))).isEqualTo(row);
    assertThat(RowTable.of(java.util.List.of(row)).columns())
        .extracting(RowTable.Column::title)
        .containsSubsequence("units", "by", "moons", "seen", "run");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"index\":4 | \"index\":4.5 | index is not a whole number",
        "\"index\":4 | \"index\":-4 | index is out of range",
        "\"shots\":8 | \"shots\":\"8\" | shots is not a whole number",
        "\"shots\":8, | '' | shots is missing",
        "\"score\":1.0 | \"score\":7.0 | a score lies in 0..1",
        "\"score\":1.0 | \"score\":\"much\" | score is not a number",
        "\"score\":1.0 | \"score\":1.0,\"score\":1.0 | not JSON",
        "\"score\":1.0 | \"score\":1.0,\"run\":\"r\" | an unknown name",
        "\"score\":1.0 | \"score\":1.0,\"kept\":1 | an unknown name",
        "\"score\":1.0 | \"score\":1.0,\"details\":{\"turn\":\"x\"} | turn is not a whole number",
        "\"score\":1.0 | \"score\":1.0,\"details\":{\"a\":{}} | a is not a list",
        "\"score\":1.0 | \"score\":1.0,\"details\":{\"text\":\"x\"} | 'text' is no name of a detail",
        "\"score\":1.0 | \"score\":1.0,\"details\":{\"A b\":1} | 'A b' is no name of a detail",
        "\"score\":1.0 | \"score\":1.0,\"others\":{\"strict\":null} | strict is not a number",
        "} | }{} | something behind the object",
      })
  void anythingElseIsNoRow(String part, String instead, String why) {
    String line = line(ROW).strip();
    assertThat(line).contains(part);
    assertThatThrownBy(() -> parsed(line.replace(part, instead)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
