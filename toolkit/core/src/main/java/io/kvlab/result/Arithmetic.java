package io.kvlab.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * On what rows were computed, as far as it moves the last bits of a number, read from the
 * provenance of their runs.
 */
public final class Arithmetic {
  /** Sittings of a run before its last, where they were on another machine. */
  private static final String EARLIER = "earlier";

  /** Known before the engine is loaded, as which vectors libtorch takes is not. */
  private static final List<String> OF_A_MACHINE = List.of("processor", "instructions", "settings");

  private static final List<String> OF_A_MODEL = List.of("device", "precision", "switched_off");
  private static final List<String> THREADS = List.of("MKL_NUM_THREADS", "OMP_NUM_THREADS");
  private static final JsonMapper JSON = new JsonMapper();

  private Arithmetic() {}

  /**
   * What a reader of rows should know about how they were computed: what was switched off, and
   * whether they were computed differently.
   *
   * @param provenance of their run, or a list of those of several
   */
  public static List<String> notes(String provenance) {
    List<JsonNode> sittings = sittings(read(provenance));
    Set<String> notes = new LinkedHashSet<>();
    for (JsonNode sitting : sittings) {
      for (JsonNode model : sitting.path("models")) {
        model.path("switched_off").forEach(sentence -> notes.add(sentence.asText()));
      }
    }
    Set<JsonNode> machines = new LinkedHashSet<>();
    Set<String> settings = new LinkedHashSet<>();
    for (JsonNode sitting : sittings) {
      machines.add(machine(sitting));
      settings.add(described(sitting));
    }
    if (machines.size() > 1 || devices(sittings).size() > 1) {
      notes.add(
          "Rows were computed under different arithmetic ("
              + String.join("; ", settings)
              + "): last digits may differ, and with them an answer where two tokens were nearly"
              + " equal.");
    }
    return List.copyOf(notes);
  }

  /**
   * The provenance of a run that goes on.
   *
   * @param before that of its sittings so far
   * @param now that of the new one
   * @return that of the new one, with those before it that were computed differently
   */
  public static String continued(String before, String now) {
    JsonNode old = read(before);
    if (!(read(now) instanceof ObjectNode fresh) || !old.isObject()) {
      return now;
    }
    ArrayNode earlier = JSON.createArrayNode();
    for (JsonNode sitting : sittings(old)) {
      JsonNode part = part(sitting);
      boolean known = part.equals(part(fresh));
      for (JsonNode other : earlier) {
        known |= part.equals(other);
      }
      if (!known) {
        earlier.add(part);
      }
    }
    if (!earlier.isEmpty()) {
      fresh.set(EARLIER, earlier);
    }
    return fresh.toString();
  }

  private static JsonNode read(String provenance) {
    try {
      return JSON.readTree(provenance);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a provenance that is no JSON", e);
    }
  }

  private static List<JsonNode> sittings(JsonNode provenance) {
    List<JsonNode> all = new ArrayList<>();
    if (provenance.isArray()) {
      provenance.forEach(run -> all.addAll(sittings(run)));
    } else {
      provenance.path(EARLIER).forEach(all::add);
      all.add(provenance);
    }
    return all;
  }

  /** What of a sitting decides its arithmetic. */
  private static ObjectNode part(JsonNode sitting) {
    ObjectNode part = JSON.createObjectNode();
    part.set("machine", machine(sitting));
    ObjectNode models = part.putObject("models");
    sitting
        .path("models")
        .fields()
        .forEachRemaining(
            model -> models.set(model.getKey(), picked(model.getValue(), OF_A_MODEL)));
    return part;
  }

  /** The number of threads decides nothing: every sum is one thread's. */
  private static ObjectNode machine(JsonNode sitting) {
    ObjectNode machine = picked(sitting.path("machine"), OF_A_MACHINE);
    if (machine.get("settings") instanceof ObjectNode settings) {
      machine.set("settings", settings.deepCopy().remove(THREADS));
    }
    return machine;
  }

  private static ObjectNode picked(JsonNode from, List<String> keys) {
    ObjectNode some = JSON.createObjectNode();
    keys.stream().filter(from::has).forEach(key -> some.set(key, from.get(key)));
    return some;
  }

  /** Models that were computed in two ways say so by being two here. */
  private static Set<String> devices(List<JsonNode> sittings) {
    return sittings.stream()
        .map(Arithmetic::device)
        .filter(device -> !device.isEmpty())
        .collect(Collectors.toSet());
  }

  private static String device(JsonNode sitting) {
    return StreamSupport.stream(sitting.path("models").spliterator(), false)
        .map(model -> model.path("device").asText())
        .distinct()
        .sorted()
        .collect(Collectors.joining(" and "));
  }

  private static String described(JsonNode sitting) {
    JsonNode machine = sitting.path("machine");
    List<String> words = new ArrayList<>();
    words.add(
        machine.has("processor")
            ? machine.path("processor").asText() + " with " + machine.path("instructions").asText()
            : "a machine that was not recorded");
    if (machine.has("settings")) {
      machine
          .get("settings")
          .fields()
          .forEachRemaining(set -> words.add(set.getKey() + "=" + set.getValue().asText()));
    }
    String device = device(sitting);
    if (!device.isEmpty()) {
      words.add(device);
    }
    return String.join(", ", words);
  }
}
