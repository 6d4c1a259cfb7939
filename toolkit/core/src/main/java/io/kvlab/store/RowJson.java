package io.kvlab.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.plan.CellKey;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.ExampleId;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row as one flat JSON object per line, columns as in {@link RowColumn}, missing values left out.
 * Reading accepts nothing else: no nesting, no unknown name, no wrong type.
 */
final class RowJson {
  private static final Map<String, RowColumn> BY_TITLE =
      Arrays.stream(RowColumn.values())
          .collect(Collectors.toUnmodifiableMap(RowColumn::title, Function.identity()));

  private RowJson() {}

  /** Writes one value a line and leaves the stream open. */
  static JsonGenerator generator(OutputStream out) throws IOException {
    return new JsonFactory()
        .createGenerator(out)
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .setRootValueSeparator(null);
  }

  static void write(JsonGenerator json, ExampleRow row) throws IOException {
    json.writeStartObject();
    for (RowColumn column : RowColumn.values()) {
      Object value = column.of(row);
      if (value != null) {
        json.writeFieldName(column.title());
        json.writePOJO(value);
      }
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /**
   * The row that a line states.
   *
   * @throws IllegalArgumentException with the reason why it states none
   */
  static ExampleRow parse(byte[] line, int length) {
    try (JsonParser json = Json.MAPPER.getFactory().createParser(line, 0, length)) {
      EnumMap<RowColumn, Object> values = new EnumMap<>(RowColumn.class);
      require(json.nextToken() == JsonToken.START_OBJECT, "not a JSON object");
      for (JsonToken token = json.nextToken();
          token == JsonToken.FIELD_NAME;
          token = json.nextToken()) {
        RowColumn column = BY_TITLE.get(json.currentName());
        if (column == null) {
          throw new IllegalArgumentException("an unknown name");
        }
        json.nextToken();
        values.put(column, value(json, column));
      }
      require(json.nextToken() == null, "something behind the object");
      return row(new Values(values));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON", e);
    } catch (IOException e) {
      throw new IllegalArgumentException("not readable", e);
    }
  }

  private static Object value(JsonParser json, RowColumn column) throws IOException {
    JsonToken token = json.currentToken();
    switch (column.type()) {
      case STRING -> {
        require(token == JsonToken.VALUE_STRING, column.title() + " is not a text");
        return json.getText();
      }
      case LONG -> {
        require(token == JsonToken.VALUE_NUMBER_INT, column.title() + " is not a whole number");
        return json.getLongValue();
      }
      default -> {
        if (token == JsonToken.VALUE_STRING) {
          return nonFinite(json.getText(), column);
        }
        require(token != null && token.isNumeric(), column.title() + " is not a number");
        return json.getDoubleValue();
      }
    }
  }

  private static double nonFinite(String text, RowColumn column) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new IllegalArgumentException(column.title() + " is not a number");
    };
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private record Values(Map<RowColumn, Object> values) {
    String text(RowColumn column) {
      return (String) present(column);
    }

    Optional<String> optional(RowColumn column) {
      @Nullable Object value = values.get(column);
      return Optional.ofNullable((String) value);
    }

    long whole(RowColumn column) {
      return (Long) present(column);
    }

    int small(RowColumn column) {
      long value = whole(column);
      require(value >= 0 && value <= Integer.MAX_VALUE, column.title() + " is out of range");
      return (int) value;
    }

    double real(RowColumn column) {
      return (Double) present(column);
    }

    private Object present(RowColumn column) {
      Object value = values.get(column);
      if (value == null) {
        throw new IllegalArgumentException(column.title() + " is missing");
      }
      return value;
    }
  }

  private static ExampleRow row(Values values) {
    CellKey cell =
        new CellKey(
            new CellKey.Workload(
                values.text(RowColumn.MODEL),
                values.text(RowColumn.TASK),
                values.text(RowColumn.CAPABILITY),
                values.small(RowColumn.SHOTS),
                values.text(RowColumn.SETTINGS)),
            new CellKey.Treatment(
                values.text(RowColumn.POLICY),
                Budgets.parse(values.text(RowColumn.BUDGET)),
                Budgets.parseOptional(values.text(RowColumn.DECODE)),
                CompressionPoint.valueOf(values.text(RowColumn.POINT).toUpperCase(Locale.ROOT))));
    Optional<String> failed = values.optional(RowColumn.FAILED);
    return new ExampleRow(
        values.text(RowColumn.RUN),
        cell,
        new ExampleId(values.small(RowColumn.EXAMPLE), values.text(RowColumn.EXAMPLE_ID)),
        failed.isPresent() ? new ExampleRow.Failed(failed.get()) : measured(values));
  }

  private static ExampleRow.Measured measured(Values values) {
    return new ExampleRow.Measured(
        new ExampleRow.CacheUse(
            values.small(RowColumn.PROMPT_TOKENS),
            values.whole(RowColumn.KEPT_ENTRIES),
            values.whole(RowColumn.TOTAL_ENTRIES),
            values.whole(RowColumn.KV_BYTES)),
        new ExampleRow.Answer(
            values.text(RowColumn.TEXT),
            values.optional(RowColumn.EXTRACTED),
            values.text(RowColumn.GOLD),
            values.real(RowColumn.SCORE),
            new ExampleRow.Units(
                values.small(RowColumn.CORRECT_UNITS), values.small(RowColumn.TOTAL_UNITS)),
            Json.metrics(values.text(RowColumn.OTHER_METRICS)),
            new ExampleRow.Tokens(
                values.small(RowColumn.GENERATED_TOKENS),
                values.small(RowColumn.SCORED_TOKENS),
                values.small(RowColumn.EXPOSED_TOKENS))),
        new ExampleRow.Timing(
            values.real(RowColumn.PREFILL_SECONDS), values.real(RowColumn.DECODE_SECONDS)),
        values.values().containsKey(RowColumn.POSITIONS)
            ? Optional.of(
                new ExampleRow.Fidelity(
                    values.real(RowColumn.NLL_SUM),
                    values.real(RowColumn.KL_SUM),
                    values.small(RowColumn.AGREEING),
                    values.small(RowColumn.POSITIONS)))
            : Optional.empty());
  }
}
