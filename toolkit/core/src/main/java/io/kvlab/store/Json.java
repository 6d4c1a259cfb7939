package io.kvlab.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** JSON as the store reads and writes it: strict, bounded in depth, keys in order. */
final class Json {
  private static final int DEEPEST = 64;

  static final ObjectMapper MAPPER = mapper();

  private Json() {}

  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    mapper
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(DEEPEST).maxNumberLength(400).build());
    return mapper;
  }

  /** Keys sorted at every level, so that equal content is equal text. */
  static String canonical(JsonNode node) {
    return write(toPlain(node));
  }

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not expressible as JSON: " + e.getOriginalMessage(), e);
    }
  }

  static JsonNode read(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  /** Holds no more of a text than where it stands: a text of a megabyte may unfold to a hundred. */
  static void requireJson(String what, String text) {
    try (JsonParser parser = MAPPER.getFactory().createParser(text)) {
      if (parser.nextToken() == null) {
        throw new IllegalArgumentException("the " + what + " is empty; an empty object is {}");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("the " + what + " is more than one JSON value");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("the " + what + " is not JSON", e);
    }
  }

  private static Object toPlain(JsonNode node) {
    return MAPPER.convertValue(node, Object.class);
  }
}
