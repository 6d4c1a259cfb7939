package io.kvlab.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.report.table.DataText;
import java.util.LinkedHashMap;
import java.util.Map;
import tech.tablesaw.api.Table;

/**
 * What a benchmark measured.
 *
 * @param name of the benchmark
 * @param facts about the machine and the run, in order
 * @param rows the measurements
 */
public record BenchReport(String name, Map<String, Object> facts, Table rows) {
  public BenchReport {
    facts = new LinkedHashMap<>(facts);
  }

  /** {@code {"bench": name, "facts": {...}, "rows": [...]}}. */
  public ObjectNode json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("bench", name);
    json.set("facts", mapper.valueToTree(facts));
    json.set("rows", DataText.json(rows));
    return json;
  }
}
