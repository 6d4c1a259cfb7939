package io.kvlab.model.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * generation_config.json: models of conversations often name the end of their turn there alone, and
 * without it an answer runs on into turns of its own.
 */
final class GenerationConfig {
  private GenerationConfig() {}

  /** The tokens that end a generation; none where the folder has no such file. */
  static List<Integer> endTokens(Path folder) {
    Path file = folder.resolve("generation_config.json");
    List<Integer> ids = new ArrayList<>();
    if (!Files.isRegularFile(file)) {
      return ids;
    }
    try {
      JsonNode ends = new ObjectMapper().readTree(file.toFile()).path("eos_token_id");
      if (ends.isInt()) {
        ids.add(ends.asInt());
      }
      ends.forEach(id -> ids.add(id.asInt()));
      return ids;
    } catch (JsonProcessingException e) {
      throw KvlabException.run(file + " is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw KvlabException.run(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
