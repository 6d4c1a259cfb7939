package io.kvlab.plan;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.dsl.ast.Scoring;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Fidelity;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.plan.Plan.Work;
import io.kvlab.policy.Budget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Plans as JSON, with budgets and compression points in the words of the language. */
public final class PlanJson {
  private static final JsonMapper JSON = new JsonMapper();

  private PlanJson() {}

  /** The plan as one line of JSON; {@link #read} gives an equal plan. */
  public static String write(Plan plan) {
    ObjectNode root = JSON.createObjectNode();
    root.put("statement", plan.statement());
    root.put("seed", plan.seed());
    ArrayNode sweeps = root.putArray("sweeps");
    for (Sweep sweep : plan.sweeps()) {
      ObjectNode node = sweeps.addObject();
      node.put("model", sweep.model());
      node.put("called", sweep.modelName());
      node.set("work", sweep.work().<ObjectNode>match(PlanJson::json, PlanJson::json));
      ArrayNode treatments = node.putArray("treatments");
      for (Treatment treatment : sweep.treatments()) {
        ObjectNode t = treatments.addObject();
        t.put("policy", treatment.policy());
        t.put("budget", treatment.budget().toString());
        treatment.decode().ifPresent(budget -> t.put("decode", budget.toString()));
        t.put("at", treatment.point().keyword());
      }
    }
    return root.toString();
  }

  private static ObjectNode json(Answers answers) {
    ObjectNode node = JSON.createObjectNode();
    node.put("task", answers.name());
    node.put("capability", answers.capability());
    node.put("shots", answers.shots());
    ArrayNode examples = node.putArray("examples");
    answers.examples().forEach(examples::add);
    node.put("max", answers.maxTokens());
    ChatJson.write(node, answers.protocol().chat());
    if (answers.protocol().scoring() != Protocol.STANDARD.scoring()) {
      node.put("scoring", answers.protocol().scoring().keyword());
    }
    return node;
  }

  private static ObjectNode json(Fidelity text) {
    ObjectNode node = JSON.createObjectNode();
    node.put("text", text.file().toString());
    node.put("called", text.name());
    node.put("context", text.context());
    node.put("continuation", text.continuation());
    text.windows().ifPresent(windows -> node.put("windows", windows));
    return node;
  }

  /** The plan that {@link #write} wrote. */
  public static Plan read(String json) {
    try {
      JsonNode root = JSON.readTree(json);
      List<Sweep> sweeps = new ArrayList<>();
      for (JsonNode node : root.required("sweeps")) {
        List<Treatment> treatments = new ArrayList<>();
        for (JsonNode t : node.required("treatments")) {
          treatments.add(
              new Treatment(
                  t.required("policy").asText(),
                  budget(t.required("budget").asText()),
                  t.has("decode")
                      ? Optional.of(budget(t.required("decode").asText()))
                      : Optional.empty(),
                  CompressionPoint.valueOf(t.required("at").asText().toUpperCase(Locale.ROOT))));
        }
        sweeps.add(
            new Sweep(
                node.required("model").asText(),
                called(node, "model"),
                readWork(node.required("work")),
                treatments));
      }
      return new Plan(root.required("statement").asText(), root.required("seed").asLong(), sweeps);
    } catch (JacksonException | IllegalArgumentException e) {
      throw KvlabException.run("a stored plan cannot be read: " + e.getMessage(), e);
    }
  }

  private static Work readWork(JsonNode node) {
    if (node.has("text")) {
      return new Fidelity(
          called(node, "text"),
          Path.of(node.required("text").asText()),
          node.required("context").asInt(),
          node.required("continuation").asInt(),
          node.has("windows")
              ? OptionalInt.of(node.required("windows").asInt())
              : OptionalInt.empty());
    }
    JsonNode examples = node.required("examples");
    return new Answers(
        node.required("task").asText(),
        node.required("capability").asText(),
        node.required("shots").asInt(),
        IntStream.range(0, examples.size()).mapToObj(i -> examples.get(i).asInt()).toList(),
        node.required("max").asInt(),
        new Protocol(
            ChatJson.read(node),
            Scoring.valueOf(word(node, "scoring", Protocol.STANDARD.scoring().keyword()))));
  }

  private static String word(JsonNode node, String key, String standard) {
    return node.path(key).asText(standard).toUpperCase(Locale.ROOT);
  }

  /** What tables call a model or a text; plans of earlier versions have its whole path there. */
  private static String called(JsonNode node, String field) {
    return node.path("called").asText(node.required(field).asText());
  }

  /** A budget from {@code ratio 0.1} or {@code capacity 256}. */
  public static Budget budget(String text) {
    String[] words = text.split(" ", 2);
    if (words.length == 2 && words[0].equals("ratio")) {
      return Budget.ratio(words[1]);
    }
    if (words.length == 2 && words[0].equals("capacity")) {
      return Budget.capacity(Integer.parseInt(words[1]));
    }
    throw new IllegalArgumentException("not a budget: '" + text + "'");
  }
}
