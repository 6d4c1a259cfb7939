package io.kvlab.model.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The id of a token by its text, looked up where it is short: among the added tokens of
 * tokenizer_config.json, then in tokenizer.json, which is read past rather than loaded.
 */
public final class TokenIds {
  private TokenIds() {}

  /** The id; empty where the tokenizer has no such token. */
  public static OptionalInt find(Path folder, String token) {
    var added =
        JsonFile.read(folder.resolve("tokenizer_config.json"))
            .path("added_tokens_decoder")
            .fields();
    while (added.hasNext()) {
      var entry = added.next();
      if (entry.getValue().path("content").asText("").equals(token)
          && entry.getKey().matches("\\d{1,9}")) {
        return OptionalInt.of(Integer.parseInt(entry.getKey()));
      }
    }
    Path file = folder.resolve("tokenizer.json");
    return Files.isRegularFile(file) ? inTokenizer(file, token) : OptionalInt.empty();
  }

  private static OptionalInt inTokenizer(Path file, String token) {
    try (JsonParser json = new ObjectMapper().createParser(file.toFile())) {
      OptionalInt found = OptionalInt.empty();
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals("added_tokens")) {
          for (JsonNode one : (JsonNode) json.readValueAsTree()) {
            if (one.path("content").asText("").equals(token)) {
              return OptionalInt.of(one.path("id").asInt());
            }
          }
        } else if (field.equals("model")) {
          found = inModel(json, token);
        } else {
          json.skipChildren();
        }
      }
      return found;
    } catch (IOException e) {
      throw KvlabException.run(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  // "vocab" is a map from text to id, of a unigram model a list of pairs whose place is the id.
  private static OptionalInt inModel(JsonParser json, String token) throws IOException {
    OptionalInt found = OptionalInt.empty();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean vocabulary = json.currentName().equals("vocab");
      JsonToken begins = json.nextToken();
      if (!vocabulary) {
        json.skipChildren();
      } else if (begins == JsonToken.START_OBJECT) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          boolean here = json.currentName().equals(token);
          json.nextToken();
          if (here) {
            found = OptionalInt.of(json.getIntValue());
          }
        }
      } else {
        for (int id = 0; json.nextToken() == JsonToken.START_ARRAY; id++) {
          json.nextToken();
          if (json.getText().equals(token)) {
            found = OptionalInt.of(id);
          }
          while (json.nextToken() != JsonToken.END_ARRAY) {
            json.skipChildren();
          }
        }
      }
    }
    return found;
  }
}
