package io.kvlab.manifest.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
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
import java.util.Map;

/** Holds a manifest against manifest.schema.json and says what is wrong in words. */
public final class SchemaCheck {
  private SchemaCheck() {}

  /**
   * Checks one file, entry by entry: of a file that is wrong throughout, no more than the first
   * wrong entry is looked into.
   *
   * @throws ManifestException with the first mistake
   */
  public static void check(YamlTree tree) {
    ObjectNode frame = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> section : tree.root().properties()) {
      frame.set(section.getKey(), section.getValue().isObject() ? empty() : section.getValue());
    }
    check(tree, frame);
    for (Map.Entry<String, JsonNode> section : tree.root().properties()) {
      for (Map.Entry<String, JsonNode> entry : section.getValue().properties()) {
        ObjectNode alone = empty();
        alone.set(section.getKey(), empty().set(entry.getKey(), entry.getValue()));
        check(tree, alone);
      }
    }
  }

  private static ObjectNode empty() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static void check(YamlTree tree, JsonNode part) {
    JsonSchema checker = Compiled.SCHEMA;
    JsonNode schema = checker.getSchemaNode();
    List<ValidationMessage> messages = new ArrayList<>(checker.validate(part));
    messages.removeIf(m -> m.getSchemaLocation().toString().contains("/oneOf/"));
    if (messages.isEmpty()) {
      return;
    }
    // A key that must not be there often explains one that is missing, so it comes first.
    ValidationMessage first =
        messages.stream()
            .map(message -> new Placed(message, tree.line(pointer(message))))
            .min(
                Comparator.comparing(
                        (Placed p) -> !p.message().getType().equals("additionalProperties"))
                    .thenComparing(Placed::line))
            .orElseThrow()
            .message();
    String more =
        messages.size() == 1 ? "" : " (and %d more mistakes)".formatted(messages.size() - 1);
    throw tree.error(pointer(first), sentence(first, schema) + more);
  }

  private record Placed(ValidationMessage message, int line) {}

  /** Compiling the schema takes more than checking a file, so it is done once. */
  private static final class Compiled {
    static final JsonSchema SCHEMA = compile();

    private static JsonSchema compile() {
      SchemaValidatorsConfig config =
          SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build();
      try (InputStream in = Manifest.resource("manifest.schema.json").orElseThrow()) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(new ObjectMapper().readTree(in), config);
      } catch (IOException e) {
        throw new ManifestException("the bundled manifest.schema.json cannot be read", e);
      }
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
