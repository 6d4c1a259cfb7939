package io.kvlab.jupyter.internal.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.report.table.DataText;
import io.kvlab.session.Outcome;
import java.util.List;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** What a statement gave, as data for a program: {@code {"kind", "frame"?, "notes"?, ...}}. */
final class Results implements Outcome.Cases<ObjectNode> {
  @Override
  public ObjectNode experiment(Outcome.Experiment outcome) {
    return frame("experiment", outcome.grid().summary(), outcome.grid().notes())
        .put("run", outcome.grid().run())
        .put("statement", outcome.grid().plan().statement())
        .put("interrupted", outcome.grid().interrupted());
  }

  @Override
  public ObjectNode attention(Outcome.Attention outcome) {
    return kind("figure").put("title", "attention");
  }

  @Override
  public ObjectNode tabular(Outcome.Tabular outcome) {
    return frame("table", outcome.table(), outcome.notes());
  }

  @Override
  public ObjectNode explained(Outcome.Explained outcome) {
    return tabular(outcome.counts());
  }

  @Override
  public ObjectNode picture(Outcome.Picture outcome) {
    ObjectNode node = kind("figure").put("title", outcome.figure().title());
    ArrayNode tables = node.putArray("tables");
    outcome.figure().tables().forEach(table -> tables.add(frame(table)));
    ArrayNode saved = node.putArray("saved");
    outcome.saved().forEach(file -> saved.add(file.toString()));
    return node;
  }

  @Override
  public ObjectNode generation(Outcome.Generation outcome) {
    ObjectNode node = kind("text").put("text", outcome.generated().text());
    outcome.generated().notes().forEach(node.putArray("notes")::add);
    return node;
  }

  @Override
  public ObjectNode paper(Outcome.Paper outcome) {
    return frame("table", outcome.page().observations(), List.of());
  }

  @Override
  public ObjectNode message(Outcome.Message outcome) {
    return kind("text").put("text", outcome.text());
  }

  private static ObjectNode kind(String kind) {
    return Wire.object().put("kind", kind);
  }

  private static ObjectNode frame(String kind, Table table, List<String> notes) {
    ObjectNode node = kind(kind);
    node.set("frame", frame(table));
    notes.forEach(node.putArray("notes")::add);
    return node;
  }

  /** {@code {"name", "columns": [{"name", "values"}]}}; a missing value is null. */
  static ObjectNode frame(Table table) {
    ObjectNode frame = Wire.object().put("name", table.name());
    ArrayNode columns = frame.putArray("columns");
    JsonNode rows = DataText.json(table);
    for (Column<?> column : table.columns()) {
      ArrayNode values = columns.addObject().put("name", column.name()).putArray("values");
      for (int row = 0; row < table.rowCount(); row++) {
        if (column instanceof BooleanColumn flags && !flags.isMissing(row)) {
          values.add(flags.get(row).booleanValue());
        } else {
          values.add(rows.get(row).get(column.name()));
        }
      }
    }
    return frame;
  }
}
