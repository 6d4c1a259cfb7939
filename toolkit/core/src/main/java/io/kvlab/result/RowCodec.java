package io.kvlab.result;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Rows as JSON, one flat object a line, nothing lost: what bundles carry and what a row is on its
 * way between machines. Columns are the stored ones of {@link RowColumn}, missing values left out.
 * Reading accepts nothing else: no unknown name, no wrong type.
 */
public final class RowCodec {
  private static final Map<String, RowColumn> BY_TITLE =
      Arrays.stream(RowColumn.values())
          .filter(RowCodec::isStored)
          .collect(Collectors.toUnmodifiableMap(RowColumn::title, Function.identity()));

  private static final JsonFactory WRITING = new JsonFactory().setRootValueSeparator(null);

  private RowCodec() {}

  private static boolean isStored(RowColumn column) {
    return column.part() != RowColumn.Part.OF_CELL && column.part() != RowColumn.Part.OF_ROW;
  }

  /** Writes to a stream, which it leaves open. */
  public static JsonGenerator generator(OutputStream out) throws IOException {
    return WRITING.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  /** Writes a row and the end of its line. */
  public static void write(JsonGenerator json, ExampleRow row) throws IOException {
    json.writeStartObject();
    for (RowColumn column : RowColumn.values()) {
      Object value = isStored(column) ? column.of(row) : null;
      if (value != null) {
        json.writeFieldName(column.title());
        JsonValues.write(json, value);
      }
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /** The row as a line in UTF-8, its end included. */
  public static byte[] line(ExampleRow row) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(600);
    try (JsonGenerator json = generator(out)) {
      write(json, row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Names that lines may use for columns.
   *
   * @param columns by name
   * @param run the id that stands in each line under {@code run}; empty if none does
   */
  public record Names(Map<String, RowColumn> columns, String run) {
    /** Those that {@link #write} uses. */
    public static final Names CURRENT = new Names(BY_TITLE, "");

    public Names {
      columns = Map.copyOf(columns);
    }
  }

  /**
   * The row that a line states.
   *
   * @param line holds the line from its beginning, without its end
   * @throws IllegalArgumentException with the reason why it states none
   */
  public static ExampleRow parse(byte[] line, int length, Names names) {
    try (JsonParser json = JsonValues.FACTORY.createParser(line, 0, length)) {
      RowValues values = new RowValues();
      require(json.nextToken() == JsonToken.START_OBJECT, "not a JSON object");
      boolean anothers = !names.run.isEmpty();
      for (JsonToken token = json.nextToken();
          token == JsonToken.FIELD_NAME;
          token = json.nextToken()) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("run") && !names.run.isEmpty()) {
          anothers = !names.run.equals(JsonValues.read(json, name, Kind.TEXT));
        } else {
          RowColumn column = names.columns.get(name);
          if (column == null) {
            throw new IllegalArgumentException("an unknown name");
          }
          values.put(column, value(json, column));
        }
      }
      require(json.nextToken() == null, "something behind the object");
      require(!anothers, "it belongs to another run");
      return values.row();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("not readable", e);
    }
  }

  /** Metrics were once a text of JSON within JSON. */
  private static Object value(JsonParser json, RowColumn column) throws IOException {
    return column == RowColumn.OTHERS && json.currentToken() == JsonToken.VALUE_STRING
        ? read(column, json.getText())
        : JsonValues.read(json, column.title(), column.kind());
  }

  /** A value of a column as a text of JSON. */
  public static String text(Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = WRITING.createGenerator(text)) {
      JsonValues.write(json, value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * The value of a column that {@link #text} has written.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static Object read(RowColumn column, String text) {
    try (JsonParser json = JsonValues.FACTORY.createParser(text)) {
      json.nextToken();
      Object value = JsonValues.read(json, column.title(), column.kind());
      require(json.nextToken() == null, "something behind the value");
      return value;
    } catch (IOException e) {
      throw new IllegalArgumentException(column.title() + " is not JSON", e);
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
