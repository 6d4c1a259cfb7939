package io.kvlab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.KvlabException;
import io.kvlab.result.ExampleRow;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/** What is exported is read back by readers of other makers. */
class RowExportTest {
  @TempDir Path folder;
  private RunStore store;
  private String run;
  private List<ExampleRow> rows;

  @BeforeEach
  void fill() {
    store = RunStore.open(folder);
    run = store.begin(SampleRows.spec("w"), false).run().id();
    rows = SampleRows.rows(run, 7, 0, 60);
    store.append(rows);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void theReferenceReaderOfParquetReadsEveryValue() throws Exception {
    Path file = folder.resolve("rows.parquet");
    RowExport.write(store, List.of(run, run), file);
    List<Map<String, Object>> read = ReferenceParquet.read(file);
    assertThat(read).hasSize(2 * rows.size());
    for (int i = 0; i < read.size(); i++) {
      for (RowColumn column : RowColumn.values()) {
        Object value = column.of(rows.get(i % rows.size()));
        Object expected = value instanceof Integer whole ? (Long) (long) whole : value;
        assertThat(read.get(i).get(column.title())).as(column.title()).isEqualTo(expected);
      }
    }
  }

  @Test
  void tablesawReadsTheCsv() throws Exception {
    Path file = folder.resolve("rows.csv");
    RowExport.write(store, List.of(run), file);
    Table table =
        Table.read()
            .usingOptions(
                CsvReadOptions.builder(file.toFile()).maxCharsPerColumn(20_000).sample(false));
    assertThat(table.rowCount()).isEqualTo(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).result() instanceof ExampleRow.Measured measured) {
        assertThat(table.stringColumn("text").get(i).strip())
            .isEqualTo(measured.answer().text().strip());
        assertThat(table.numberColumn("score").getDouble(i)).isEqualTo(measured.answer().score());
      }
    }
    String csv = Files.readString(file);
    assertThat(csv).startsWith("run,model,task,capability,shots,settings,policy,budget,");
  }

  @Test
  void everyJsonLineIsAnObjectThatSaysTheRow() throws Exception {
    Path file = folder.resolve("rows.jsonl");
    RowExport.write(store, List.of(run), file);
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    assertThat(lines).hasSameSizeAs(rows);
    for (int i = 0; i < rows.size(); i++) {
      JsonNode json = new ObjectMapper().readTree(lines.get(i));
      assertThat(json.get("example_id").textValue()).isEqualTo(rows.get(i).example().id());
      byte[] line = lines.get(i).getBytes(StandardCharsets.UTF_8);
      assertThat(RowJson.parse(line, line.length)).isEqualTo(rows.get(i));
      if (rows.get(i).result() instanceof ExampleRow.Measured measured) {
        assertThat(json.get("text").textValue()).isEqualTo(measured.answer().text());
      }
    }
  }

  @Test
  void anotherEndingIsRefusedAndAFailureLeavesNoFile() throws Exception {
    assertThatThrownBy(() -> RowExport.write(store, List.of(run), folder.resolve("rows.xls")))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("end it in .csv, .jsonl or .parquet");
    assertThatThrownBy(
            () -> RowExport.write(store, List.of(run, "nowhere"), folder.resolve("rows.csv")))
        .isInstanceOf(KvlabException.class);
    assertThatThrownBy(
            () -> RowExport.write(store, List.of(run), folder.resolve("missing/rows.csv")))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("cannot be written: its folder does not exist; create it");
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .allMatch(name -> name.startsWith("runs.kvlab"));
    }
  }
}
