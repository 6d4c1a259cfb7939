package io.kvlab.store;

import static io.kvlab.internal.parquet.ParquetColumn.Type.DOUBLE;
import static io.kvlab.internal.parquet.ParquetColumn.Type.LONG;
import static io.kvlab.internal.parquet.ParquetColumn.Type.STRING;

import io.kvlab.internal.parquet.ParquetColumn;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.Failed;
import io.kvlab.result.ExampleRow.Fidelity;
import io.kvlab.result.ExampleRow.Measured;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The columns of example rows in files, in their order. */
enum RowColumn {
  RUN(STRING, ExampleRow::run),
  MODEL(STRING, row -> row.cell().workload().model()),
  TASK(STRING, row -> row.cell().workload().task()),
  CAPABILITY(STRING, row -> row.cell().workload().capability()),
  SHOTS(LONG, row -> row.cell().workload().shots()),
  SETTINGS(STRING, row -> row.cell().workload().settings()),
  POLICY(STRING, row -> row.cell().treatment().policy()),
  BUDGET(STRING, row -> Budgets.text(row.cell().treatment().budget())),
  DECODE(STRING, row -> Budgets.text(row.cell().treatment().decode())),
  POINT(STRING, row -> row.cell().treatment().point().keyword()),
  EXAMPLE(LONG, row -> row.example().index()),
  EXAMPLE_ID(STRING, row -> row.example().id()),
  FAILED(STRING, row -> row.result() instanceof Failed failed ? failed.reason() : null),
  PROMPT_TOKENS(LONG, measured(m -> m.cache().promptTokens())),
  KEPT_ENTRIES(LONG, measured(m -> m.cache().keptEntries())),
  TOTAL_ENTRIES(LONG, measured(m -> m.cache().totalEntries())),
  KV_BYTES(LONG, measured(m -> m.cache().bytes())),
  TEXT(STRING, measured(m -> m.answer().text())),
  EXTRACTED(STRING, measured(m -> m.answer().extracted().orElse(null))),
  GOLD(STRING, measured(m -> m.answer().gold())),
  SCORE(DOUBLE, measured(m -> m.answer().score())),
  CORRECT_UNITS(LONG, measured(m -> m.answer().units().correct())),
  TOTAL_UNITS(LONG, measured(m -> m.answer().units().total())),
  OTHER_METRICS(STRING, measured(m -> Json.write(m.answer().others()))),
  GENERATED_TOKENS(LONG, measured(m -> m.answer().tokens().generated())),
  SCORED_TOKENS(LONG, measured(m -> m.answer().tokens().scored())),
  EXPOSED_TOKENS(LONG, measured(m -> m.answer().tokens().exposed())),
  PREFILL_SECONDS(DOUBLE, measured(m -> m.timing().prefillSeconds())),
  DECODE_SECONDS(DOUBLE, measured(m -> m.timing().decodeSeconds())),
  NLL_SUM(DOUBLE, fidelity(Fidelity::nllSum)),
  KL_SUM(DOUBLE, fidelity(Fidelity::klSum)),
  AGREEING(LONG, fidelity(Fidelity::agreeing)),
  POSITIONS(LONG, fidelity(Fidelity::positions));

  private interface Extraction {
    @Nullable Object from(ExampleRow row);
  }

  private interface MeasuredExtraction {
    @Nullable Object from(Measured measured);
  }

  private final ParquetColumn.Type type;
  private final Extraction extraction;

  RowColumn(ParquetColumn.Type type, Extraction extraction) {
    this.type = type;
    this.extraction = extraction;
  }

  private static Extraction measured(MeasuredExtraction extraction) {
    return row -> row.result() instanceof Measured m ? extraction.from(m) : null;
  }

  private static Extraction fidelity(Function<Fidelity, Object> extraction) {
    return measured(m -> m.fidelity().isPresent() ? extraction.apply(m.fidelity().get()) : null);
  }

  /** The column's name in files. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  ParquetColumn.Type type() {
    return type;
  }

  /** What the row says in this column; null where it says nothing. */
  @Nullable Object of(ExampleRow row) {
    return extraction.from(row);
  }
}
