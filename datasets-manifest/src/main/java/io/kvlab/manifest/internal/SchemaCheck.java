package io.kvlab.manifest.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.kvlab.manifest.Manifest;
import io.kvlab.manifest.ManifestException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Holds a manifest against manifest.schema.json and says what is wrong in words. */
public final class SchemaCheck {
  private SchemaCheck() {}

  /**
   * Checks one file.
   *
   * @throws ManifestException with the first mistake
   */
  public static void check(YamlTree tree) {
    JsonNode schema = schema();
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build();
    List<ValidationMessage> messages =
        new ArrayList<>(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema, config)
                .validate(tree.root()));
    messages.removeIf(m -> m.getSchemaLocation().toString().contains("/oneOf/"));
    if (messages.isEmpty()) {
      return;
    }
    // A key that must not be there often explains one that is missing, so it comes first.
    messages.sort(
        Comparator.<ValidationMessage, Boolean>comparing(
                m -> !m.getType().equals("additionalProperties"))
            .thenComparing(m -> tree.line(pointer(m))));
    ValidationMessage first = messages.get(0);
    String more =
        messages.size() == 1 ? "" : " (and %d more mistakes)".formatted(messages.size() - 1);
    throw tree.error(pointer(first), sentence(first, schema) + more);
  }

  private static JsonNode schema() {
    try (InputStream in = Manifest.resource("manifest.schema.json").orElseThrow()) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new ManifestException("the bundled manifest.schema.json cannot be read", e);
    }
  }

  /** The place of a mistake; for a key that must not be there, the key itself. */
  private static String pointer(ValidationMessage message) {
    String at = message.getInstanceLocation().toString();
    return message.getType().equals("additionalProperties")
        ? YamlTree.child(at, message.getProperty())
        : at;
  }

  private static String sentence(ValidationMessage message, JsonNode schema) {
    JsonNode rule = message.getSchemaNode();
    return switch (message.getType()) {
      case "required" -> "'" + message.getProperty() + "' is missing";
      case "additionalProperties" -> unknownKey(message.getProperty(), keys(message, schema));
      case "enum" -> "this must be one of: " + listed(rule);
      case "type" -> kinds(rule) + " is expected here";
      case "oneOf" ->
          "say where the shots come from with exactly one of 'list', 'split', 'row', or 'text' with"
              + " 'boundary'";
      case "minLength", "minItems", "minProperties" -> "this must not be empty";
      case "minimum" -> "the number must be at least " + rule.asText();
      case "pattern" -> pattern(rule.asText());
      case "propertyNames" -> "a name is made of small letters, digits, '.', '_' and '-'";
      default -> message.getMessage();
    };
  }

  private static String pattern(String expression) {
    if (expression.contains("0-9a-f")) {
      return "a sha256 of 64 hexadecimal digits is expected here";
    }
    return expression.contains("https")
        ? "an address that begins with https:// or http:// is expected here"
        : "this is not as it must be: " + expression;
  }

  private static String kinds(JsonNode types) {
    if (types.isArray()) {
      return types.get(0).asText().equals("string") ? "a text" : kinds(types.get(0));
    }
    return switch (types.asText()) {
      case "object" -> "a mapping (key: value)";
      case "array" -> "a list";
      case "integer" -> "a whole number";
      case "boolean" -> "true or false";
      default -> "a text";
    };
  }

  /** The keys that may stand at the place of an unknown one. */
  private static List<String> keys(ValidationMessage message, JsonNode schema) {
    String location = message.getSchemaLocation().getFragment().toString();
    String parent = location.substring(0, location.lastIndexOf('/'));
    List<String> keys = new ArrayList<>();
    schema.at(parent + "/properties").fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static String unknownKey(String key, List<String> known) {
    return known.stream()
        .filter(k -> distance(k, key) <= 2)
        .min(Comparator.comparingInt(k -> distance(k, key)))
        .map(k -> "there is no key '%s' here; did you mean '%s'?".formatted(key, k))
        .orElse(
            "there is no key '%s' here; the keys are: %s".formatted(key, String.join(", ", known)));
  }

  private static String listed(JsonNode values) {
    List<String> texts = new ArrayList<>();
    values.forEach(v -> texts.add(v.asText()));
    return String.join(", ", texts);
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
