package io.kvlab.result;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Values of columns as JSON: strict, and nothing but what a {@link Kind} may hold. */
final class JsonValues {
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(8).maxNumberLength(400).build())
          .build();

  private JsonValues() {}

  /** Writes a value of any kind; numbers that JSON does not know are texts. */
  static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof String text) {
      json.writeString(text);
    } else if (value instanceof Long whole) {
      json.writeNumber(whole);
    } else if (value instanceof Double real) {
      json.writeNumber(real);
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof Details details) {
      write(json, details.values());
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object each : list) {
        write(json, each);
      }
      json.writeEndArray();
    } else {
      throw new IllegalArgumentException(value.getClass() + " is no value of a column");
    }
  }

  /** Reads the value at which the parser stands. */
  static Object read(JsonParser json, String name, Kind kind) throws IOException {
    JsonToken token = json.currentToken();
    return switch (kind) {
      case TEXT -> {
        require(token == JsonToken.VALUE_STRING, name, "is not a text");
        yield json.getText();
      }
      case WHOLE -> {
        require(token == JsonToken.VALUE_NUMBER_INT, name, "is not a whole number");
        yield json.getLongValue();
      }
      case REAL -> real(json, name);
      case WHOLES, REALS -> list(json, name, kind == Kind.WHOLES ? Kind.WHOLE : Kind.REAL);
      case METRICS -> metrics(json, name);
      case DETAILS -> details(json, name);
    };
  }

  private static double real(JsonParser json, String name) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return switch (json.getText()) {
        case "NaN" -> Double.NaN;
        case "Infinity" -> Double.POSITIVE_INFINITY;
        case "-Infinity" -> Double.NEGATIVE_INFINITY;
        default -> throw new IllegalArgumentException(name + " is not a number");
      };
    }
    require(token != null && token.isNumeric(), name, "is not a number");
    return json.getDoubleValue();
  }

  private static List<Object> list(JsonParser json, String name, Kind kind) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, name, "is not a list");
    List<Object> list = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      list.add(read(json, name, kind));
    }
    return List.copyOf(list);
  }

  private static Map<String, Double> metrics(JsonParser json, String name) throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT, name, "is not an object");
    Map<String, Double> metrics = new TreeMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String metric = json.currentName();
      json.nextToken();
      metrics.put(metric, real(json, metric));
    }
    return metrics;
  }

  private static Details details(JsonParser json, String name) throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT, name, "is not an object");
    Map<String, Object> details = new TreeMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String detail = json.currentName();
      JsonToken token = json.nextToken();
      Kind kind = Detail.named(detail).map(Detail::kind).orElseGet(() -> unknown(token));
      details.put(detail, kind == Kind.REALS ? reals(json, detail) : read(json, detail, kind));
    }
    return Details.of(details);
  }

  /** What a name of a newer kvlab holds shows in its value. */
  private static Kind unknown(JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> Kind.TEXT;
      case VALUE_NUMBER_INT -> Kind.WHOLE;
      case VALUE_NUMBER_FLOAT -> Kind.REAL;
      default -> Kind.REALS;
    };
  }

  /** A list of an unknown name is one of whole numbers if each is; a known one is what it is. */
  private static Object reals(JsonParser json, String name) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, name, "is not a list");
    List<Object> reals = new ArrayList<>();
    List<Object> wholes = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
        wholes.add(json.getLongValue());
      }
      reals.add(real(json, name));
    }
    boolean whole = Detail.named(name).isEmpty() && wholes.size() == reals.size();
    return List.copyOf(whole ? wholes : reals);
  }

  private static void require(boolean condition, String name, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(name + " " + otherwise);
    }
  }
}
