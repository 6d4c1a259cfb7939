package io.kvlab.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The table of contents of a bundle.
 *
 * @param format always {@value #FORMAT}
 * @param version the bundle format, up to {@value #VERSION}
 * @param runs what it carries
 */
record BundleManifest(
    @JsonProperty("format") String format,
    @JsonProperty("version") int version,
    @JsonProperty("runs") List<Entry> runs) {

  static final String FORMAT = "kvlab bundle";
  static final int VERSION = 2;

  /** Bytes of a manifest; a run's plan and provenance take some ten thousand. */
  static final int LARGEST = 2 << 20;

  /** The only names that a bundle may hold beside its manifest. */
  static final String RUN_ID = "[0-9]{8}-[0-9a-z]{5}";

  private static final long LATEST = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

  BundleManifest {
    runs = List.copyOf(runs);
  }

  /**
   * A run of a bundle.
   *
   * @param sha256 of its file of rows, uncompressed
   * @param bytes length of its file of rows, uncompressed
   */
  record Entry(
      @JsonProperty("id") String id,
      @JsonProperty("sha256") String sha256,
      @JsonProperty("bytes") long bytes,
      @JsonProperty("rows") long rows,
      @JsonProperty("statement") String statement,
      @JsonProperty("plan") String plan,
      @JsonProperty("fingerprint") Map<String, String> fingerprint,
      @JsonProperty("provenance") String provenance,
      @JsonProperty("state") Run.State state,
      @JsonProperty("created") long created,
      @JsonProperty("updated") long updated) {
    Entry {
      if (!id.matches(RUN_ID) || !sha256.matches("[0-9a-f]{64}") || bytes < 0 || rows < 0) {
        throw new IllegalArgumentException("a run's id, hash or size is not one");
      }
      if (created < 0 || updated < created || updated > LATEST) {
        throw new IllegalArgumentException("a run's times are not times");
      }
    }

    static Entry of(Run run, String sha256, long bytes) {
      RunSpec spec = run.spec();
      return new Entry(
          run.id(),
          sha256,
          bytes,
          run.rows(),
          spec.statement(),
          spec.plan(),
          spec.fingerprint().parts(),
          spec.provenance(),
          run.state(),
          Math.max(0, run.created().toEpochMilli()),
          Math.max(0, run.updated().toEpochMilli()));
    }

    String file() {
      return "runs/" + id + ".jsonl";
    }

    RunSpec spec() {
      return new RunSpec(statement, plan, new Fingerprint(new TreeMap<>(fingerprint)), provenance);
    }
  }

  private static final ObjectMapper STRICT =
      JsonMapper.builder(Json.MAPPER.getFactory())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  byte[] toJson() {
    try {
      return STRICT.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Reads a manifest of a version that {@link #versionOf} has approved.
   *
   * @throws IllegalArgumentException if it is none
   */
  static BundleManifest parse(byte[] json) {
    try {
      BundleManifest manifest = STRICT.readValue(json, BundleManifest.class);
      if (manifest == null || !manifest.format().equals(FORMAT)) {
        throw new IllegalArgumentException("not the manifest of a bundle");
      }
      for (Entry entry : manifest.runs()) {
        entry.spec();
      }
      return manifest;
    } catch (IOException | NullPointerException e) {
      throw new IllegalArgumentException("not the manifest of a bundle", e);
    }
  }

  /** The version that the manifest states, whatever else it says; -1 if it states none. */
  static int versionOf(byte[] json) {
    try (JsonParser parser = Json.MAPPER.getFactory().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return -1;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean version = parser.currentName().equals("version");
        JsonToken value = parser.nextToken();
        if (version) {
          return value == JsonToken.VALUE_NUMBER_INT ? parser.getIntValue() : -1;
        }
        parser.skipChildren();
      }
      return -1;
    } catch (IOException e) {
      return -1;
    }
  }
}
