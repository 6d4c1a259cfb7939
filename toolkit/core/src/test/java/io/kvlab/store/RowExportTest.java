package io.kvlab.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.KvlabException;
import io.kvlab.policy.Budget;
import io.kvlab.report.Frames;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Failed;
import io.kvlab.result.ExampleRow.Measured;
import io.kvlab.result.RunRows;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/** What is exported is read back by readers of other makers, in every format the same. */
@Tag("locale")
class RowExportTest {
  private static final String COLUMNS =
      "model,task,policy,ratio,shots,index,id,status,prompt_tokens,kept_entries,kept,kv_bytes,"
          + "exposed,generated,text,extracted,gold,score,nll,kl,prefill_s,decode_s,capability,"
          + "expression,total_entries,scored,correct,units,agreeing,positions,storage,"
          + "decode_schedule,conversation,turn,machine,draw,prompt_hash,answer_ids,"
          + "log_likelihoods,choice_lengths,cut,peak_entries,mean_entries,run,capacity,decode,at,"
          + "flexible,strict";

  @TempDir Path folder;
  private RunStore store;
  private String run;
  private List<ExampleRow> rows;

  @BeforeEach
  void fill() {
    store = RunStore.open(folder);
    run = store.begin(SampleRows.spec("w"), false).run().id();
    rows = new ArrayList<>(SampleRows.rows(7, 0, 60));
    for (int i = 0; i < rows.size(); i += 3) {
      rows.set(i, SampleRows.withDetails(rows.get(i)));
    }
    store.append(run, rows);
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** What a row says, written down a second time: by name, without the list of columns. */
  private Map<String, @Nullable Object> expected(ExampleRow row) {
    Map<String, @Nullable Object> says = new LinkedHashMap<>();
    Budget budget = row.cell().treatment().budget();
    says.put("model", "nano");
    says.put("task", row.cell().workload().task());
    says.put("policy", row.cell().treatment().policy());
    says.put("ratio", budget instanceof Budget.Ratio ? 0.3 : null);
    says.put("shots", 8L);
    says.put("index", (long) row.example().index());
    says.put("id", row.example().id());
    says.put("capability", "arithmetic");
    says.put("expression", row.cell().treatment().policy());
    says.put("run", run);
    says.put("capacity", budget instanceof Budget.Capacity c ? (long) c.value() : null);
    says.put("decode", row.cell().treatment().decode().isPresent() ? "ratio 0.5" : "");
    says.put("at", row.cell().treatment().point().keyword());
    says.putAll(row.details().values());
    if (row.result() instanceof Failed failed) {
      says.put("status", "failed: " + failed.reason());
    } else if (row.result() instanceof Measured m) {
      says.put("status", "ok");
      says.put("prompt_tokens", (long) m.cache().promptTokens());
      says.put("kept_entries", m.cache().keptEntries());
      says.put("total_entries", m.cache().totalEntries());
      says.put("kept", m.cache().kept());
      says.put("kv_bytes", m.cache().bytes());
      says.put("exposed", (long) m.answer().tokens().exposed());
      says.put("generated", (long) m.answer().tokens().generated());
      says.put("scored", (long) m.answer().tokens().scored());
      says.put("correct", (long) m.answer().units().correct());
      says.put("units", (long) m.answer().units().total());
      says.put("text", m.answer().text());
      says.put("extracted", m.answer().extracted().orElse(null));
      says.put("gold", m.answer().gold());
      says.put("score", m.answer().score());
      says.put("prefill_s", m.timing().prefillSeconds());
      says.put("decode_s", m.timing().decodeSeconds());
      m.fidelity()
          .ifPresent(
              f -> {
                says.put("nll", f.nllSum() / 47);
                says.put("kl", f.klSum() / 47);
                says.put("agreeing", (long) f.agreeing());
                says.put("positions", 47L);
              });
      says.putAll(m.answer().others());
    }
    return says;
  }

  @Test
  void theReferenceReaderOfParquetReadsEveryValue() throws Exception {
    Path file = folder.resolve("rows.parquet");
    RowExport.write(store, List.of(run, run), file);
    List<Map<String, Object>> read = ReferenceParquet.read(file);
    assertThat(read).hasSize(2 * rows.size());
    for (int i = 0; i < read.size(); i++) {
      Map<String, @Nullable Object> expected = expected(rows.get(i % rows.size()));
      for (String column : COLUMNS.split(",")) {
        assertThat(read.get(i).get(column)).as(column).isEqualTo(expected.get(column));
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
      if (rows.get(i).result() instanceof Measured measured) {
        assertThat(table.stringColumn("text").get(i).strip())
            .isEqualTo(measured.answer().text().strip());
        assertThat(table.numberColumn("score").getDouble(i)).isEqualTo(measured.answer().score());
      }
    }
    assertThat(Files.readAllLines(file).get(0)).isEqualTo(COLUMNS);
  }

  @Test
  void everyJsonLineSaysTheRow() throws Exception {
    Path file = folder.resolve("rows.jsonl");
    RowExport.write(store, List.of(run), file);
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    assertThat(lines).hasSameSizeAs(rows);
    ObjectMapper mapper = new ObjectMapper();
    for (int i = 0; i < rows.size(); i++) {
      JsonNode json = mapper.readTree(lines.get(i));
      List<String> names = new ArrayList<>();
      json.fieldNames().forEachRemaining(names::add);
      assertThat(String.join(",", names)).isEqualTo(COLUMNS);
      Map<String, @Nullable Object> expected = expected(rows.get(i));
      for (String column : names) {
        // Jackson writes an infinite number as a text, as the file does.
        String wanted = mapper.writeValueAsString(expected.get(column));
        assertThat(json.get(column)).as(column).isEqualTo(mapper.readTree(wanted));
      }
    }
  }

  @Test
  void theJsonDocumentHoldsTheLinesAndTheFrameTheSameColumns() throws Exception {
    Path lines = folder.resolve("rows.jsonl");
    Path document = folder.resolve("rows.json");
    RowExport.write(store, List.of(run), lines);
    RowExport.write(store, List.of(run), document);
    JsonNode array = new ObjectMapper().readTree(document.toFile());
    List<String> all = Files.readAllLines(lines);
    assertThat(array).hasSize(all.size());
    for (int i = 0; i < all.size(); i++) {
      assertThat(array.get(i)).isEqualTo(new ObjectMapper().readTree(all.get(i)));
    }
    Table frame = Frames.examples(List.of(new RunRows(run, rows)));
    assertThat(String.join(",", frame.columnNames())).isEqualTo(COLUMNS);
    for (int i = 0; i < all.size(); i++) {
      assertThat(frame.stringColumn("id").get(i)).isEqualTo(array.get(i).get("id").asText());
      assertThat(frame.intColumn("index").get(i)).isEqualTo(array.get(i).get("index").asInt());
      assertThat(frame.longColumn("kv_bytes").isMissing(i))
          .isEqualTo(array.get(i).get("kv_bytes").isNull());
    }
  }

  @Test
  void whatNoRowSaysIsNoColumn() throws Exception {
    Path file = folder.resolve("rows.csv");
    String plain = store.begin(SampleRows.spec("plain"), false).run().id();
    store.append(
        plain,
        rows.stream()
            .filter(row -> row.cell().equals(SampleRows.cell(2)))
            .map(row -> row.with(io.kvlab.result.Details.NONE))
            .toList());
    RowExport.write(store, List.of(plain), file);
    assertThat(Files.readAllLines(file).get(0))
        .isEqualTo(
            "model,task,policy,ratio,shots,index,id,status,prompt_tokens,kept_entries,kept,"
                + "kv_bytes,exposed,generated,text,extracted,gold,score,prefill_s,decode_s,"
                + "capability,expression,total_entries,scored,correct,units,run,at,flexible,"
                + "strict");
  }

  @Test
  void anotherEndingIsRefusedAndAFailureLeavesNoFile() throws Exception {
    assertThatThrownBy(() -> RowExport.write(store, List.of(run), folder.resolve("rows.xls")))
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("end it in .csv, .json, .jsonl or .parquet");
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
