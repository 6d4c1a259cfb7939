package io.kvlab.policy.cases;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.cache.Selection;
import io.kvlab.model.Range;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.policy.Budget;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PolicyRegistry;
import io.kvlab.policy.PromptView;
import io.kvlab.policy.method.ShotKv;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Selections for given queries and keys ({@code kvlab select --cases FILE}): the way to hold
 * kvlab's selections against those of another implementation.
 *
 * <p>The file is an array of objects: {@code tensors} (a safetensors file beside it with {@code q
 * [heads, T, dim]} and {@code k [kv_heads, T, dim]} of one layer), {@code policy} (an expression of
 * the language), {@code capacity} or {@code ratio}, {@code shots} ({@code [from, to)} token spans)
 * where the policy needs them, and, for budgets that differ by layer, {@code layer} and {@code
 * layers}.
 */
public final class PolicyCases {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /** Computes evidence from the queries and keys of one layer in a safetensors file. */
  @FunctionalInterface
  public interface EvidenceSource {
    /** The evidence, of one layer. */
    Evidence read(Path tensors, Set<EvidenceKind> kinds);
  }

  private final PolicyRegistry registry;
  private final EvidenceSource source;

  public PolicyCases(PolicyRegistry registry, EvidenceSource source) {
    this.registry = registry;
    this.source = source;
  }

  /**
   * What every case of a file keeps.
   *
   * @return {@code {"results": [{"kept": [[positions per kv head]]}, ...]}}; for shotkv also {@code
   *     shots_kept} and the {@code scores} of the shots
   * @throws KvlabException if the file or a case is wrong
   */
  public ObjectNode run(Path file) {
    JsonNode cases = read(file);
    ArrayNode results = JSON.createArrayNode();
    for (JsonNode one : cases) {
      String place = "case " + results.size() + " of " + file.getFileName() + ": ";
      try {
        results.add(result(one, file));
      } catch (KvlabException wrong) {
        throw new KvlabException(wrong.kind(), place + wrong.getMessage(), wrong);
      } catch (IllegalArgumentException wrong) {
        throw new KvlabException(KvlabException.Kind.USAGE, place + wrong.getMessage(), wrong);
      }
    }
    ObjectNode document = JSON.createObjectNode();
    document.set("results", results);
    return document;
  }

  private static JsonNode read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw KvlabException.usage("There is no file " + file + ".");
    }
    try {
      JsonNode cases = JSON.readTree(file.toFile());
      if (cases.isArray()) {
        return cases;
      }
    } catch (IOException wrong) {
      throw new KvlabException(KvlabException.Kind.USAGE, file + " cannot be read as JSON.", wrong);
    }
    throw KvlabException.usage(file + " must hold a JSON array of cases.");
  }

  private ObjectNode result(JsonNode one, Path file) {
    Policy policy = registry.create(text(one, "policy"));
    Evidence evidence = source.read(file.resolveSibling(text(one, "tensors")), policy.evidence());
    int layers = one.has("layers") ? integer(one, "layers") : 1;
    int layer = one.has("layer") ? integer(one, "layer") : 0;
    if (layer < 0 || layer >= layers) {
      throw KvlabException.usage("layer " + layer + " is none of " + layers + " layers.");
    }
    Evidence repeated = evidence.repeated(layers);
    var prompt =
        new PromptView(
            evidence.length(),
            spans(one.path("shots"), evidence.length()),
            layers,
            evidence.heads(),
            evidence.kvHeads(),
            0);
    Budget budget = budget(one);
    Selection selection = policy.select(prompt, repeated, budget);
    ObjectNode result = JSON.createObjectNode();
    ArrayNode kept = result.putArray("kept");
    for (int head = 0; head < evidence.kvHeads(); head++) {
      kept.add(JSON.valueToTree(selection.positions(layer, head)));
    }
    if (policy instanceof ShotKv shotKv) {
      result.set("shots_kept", JSON.valueToTree(shotsKept(prompt, selection, layer)));
      result.set("scores", JSON.valueToTree(shotKv.shotScores(prompt, repeated, layer)));
    }
    return result;
  }

  /** The examples of which a layer keeps all tokens. */
  private static List<Integer> shotsKept(PromptView prompt, Selection selection, int layer) {
    BitSet kept = new BitSet();
    selection.forEach(layer, 0, kept::set);
    return IntStream.range(0, prompt.shots().size())
        .filter(i -> kept.nextClearBit(prompt.shots().get(i).from()) >= prompt.shots().get(i).to())
        .boxed()
        .toList();
  }

  private static Budget budget(JsonNode one) {
    if (one.has("capacity") == one.has("ratio")) {
      throw KvlabException.usage("a case has either a capacity or a ratio.");
    }
    if (one.has("capacity")) {
      return new Budget.Capacity(integer(one, "capacity"));
    }
    if (!one.get("ratio").isNumber()) {
      throw KvlabException.usage("ratio must be a number.");
    }
    return new Budget.Ratio(one.get("ratio").decimalValue());
  }

  private static List<Range> spans(JsonNode shots, int length) {
    List<Range> spans = new ArrayList<>();
    for (JsonNode shot : shots) {
      int from = shot.path(0).asInt(-1);
      int to = shot.path(1).asInt(-1);
      if (shot.size() != 2 || from < 0 || to < from || to > length) {
        throw KvlabException.usage(
            "a shot is [from, to] within " + length + " tokens, not " + shot + ".");
      }
      spans.add(new Range(from, to));
    }
    return spans;
  }

  private static String text(JsonNode one, String field) {
    if (!one.path(field).isTextual()) {
      throw KvlabException.usage(field + " is missing or no text.");
    }
    return one.get(field).asText();
  }

  private static int integer(JsonNode one, String field) {
    if (!one.path(field).canConvertToInt() || !one.get(field).isIntegralNumber()) {
      throw KvlabException.usage(field + " must be a whole number.");
    }
    return one.get(field).asInt();
  }
}
