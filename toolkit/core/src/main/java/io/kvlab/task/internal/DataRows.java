package io.kvlab.task.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.manifest.PythonPattern;
import io.kvlab.manifest.Split;
import io.kvlab.task.JsonLines;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/** Rows of one file after another, numbered through. */
public final class DataRows {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final Split split;
  private final List<Row> rows = new ArrayList<>();
  private int line;

  public DataRows(Split split) {
    this.split = split;
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  void add(DataFolder.Content content) {
    line = 0;
    switch (split.format()) {
      case JSON -> json(content);
      case JSONL -> jsonLines(content);
      case CSV -> csv(content);
      case TEXT -> records(content, Optional.empty(), utf8(content));
      case TEXTS -> texts(content);
      case PARQUET -> ParquetRows.read(content.name(), content.bytes(), row -> add(content, row));
    }
  }

  private void add(DataFolder.Content content, JsonNode row) {
    add(content, row, Optional.empty());
  }

  private void add(DataFolder.Content content, JsonNode row, Optional<String> key) {
    rows.add(new Row(row, rows.size(), line++, content.name(), key));
  }

  private void texts(DataFolder.Content content) {
    JsonNode all = parse(content, 1, utf8(content));
    if (!all.isObject()) {
      throw KvlabException.run(content.name() + ": the file must hold an object of texts");
    }
    all.fields()
        .forEachRemaining(e -> records(content, Optional.of(e.getKey()), e.getValue().asText()));
  }

  private void records(DataFolder.Content content, Optional<String> key, String text) {
    String expression =
        split
            .record()
            .orElseThrow(
                () ->
                    KvlabException.usage(
                        "the split '%s' needs 'record': a regular expression with named groups"
                            .formatted(split.name())));
    PythonPattern pattern = PythonPattern.compile(expression);
    List<String> groups = pattern.groups();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      ObjectNode row = JsonNodeFactory.instance.objectNode();
      for (int i = 0; i < groups.size(); i++) {
        if (!groups.get(i).isEmpty()) {
          row.put(groups.get(i), matcher.group(i + 1));
        }
      }
      add(content, row, key);
    }
  }

  private void jsonLines(DataFolder.Content content) {
    JsonLines.read(content.name(), utf8(content), (line, row) -> add(content, row));
  }

  private void json(DataFolder.Content content) {
    JsonNode all = parse(content, 1, utf8(content));
    if (!all.isArray()) {
      throw KvlabException.run(content.name() + ": a JSON file must hold a list of objects");
    }
    all.forEach(row -> add(content, row));
  }

  private static JsonNode parse(DataFolder.Content content, int line, String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw JsonLines.refusal(content.name(), line, e);
    }
  }

  private void csv(DataFolder.Content content) {
    List<List<String>> records = Csv.parse(content.name(), utf8(content));
    List<String> columns = split.columns();
    boolean header = columns.isEmpty();
    if (header && !records.isEmpty()) {
      columns = records.get(0);
    }
    for (int i = header ? 1 : 0; i < records.size(); i++) {
      List<String> cells = records.get(i);
      if (cells.size() != columns.size()) {
        throw KvlabException.run(
            "%s, record %d has %d cells, not %d as its columns say (%s)"
                .formatted(
                    content.name(),
                    i + 1,
                    cells.size(),
                    columns.size(),
                    String.join(", ", columns)));
      }
      ObjectNode row = JsonNodeFactory.instance.objectNode();
      for (int c = 0; c < columns.size(); c++) {
        row.put(columns.get(c), cells.get(c));
      }
      add(content, row);
    }
  }

  /** The text of a file, without a byte order mark. */
  public static String utf8(DataFolder.Content content) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content.bytes())).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw KvlabException.run(content.name() + " is not UTF-8 text; convert it to UTF-8", e);
    }
  }
}
