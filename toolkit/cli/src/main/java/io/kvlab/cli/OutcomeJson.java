package io.kvlab.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.report.Frames;
import io.kvlab.report.plot.PlotKind;
import io.kvlab.report.plot.Plots;
import io.kvlab.report.table.DataText;
import io.kvlab.session.Generated;
import io.kvlab.session.Grid;
import io.kvlab.session.Outcome;
import java.util.List;

/** Outcomes as JSON, for {@code --format json}. */
final class OutcomeJson implements Outcome.Cases<ObjectNode> {
  private static final JsonMapper JSON = new JsonMapper();

  /** One document: that of the only outcome, or an array of one each. */
  static String document(List<Outcome> outcomes) {
    ArrayNode all = JSON.createArrayNode();
    outcomes.forEach(outcome -> all.add(outcome.match(new OutcomeJson())));
    return (all.size() == 1 ? all.get(0) : all).toPrettyString();
  }

  @Override
  public ObjectNode experiment(Outcome.Experiment outcome) {
    Grid grid = outcome.grid();
    try {
      return (ObjectNode) JSON.readTree(Frames.json(grid.numbers(), grid.run()));
    } catch (JacksonException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public ObjectNode attention(Outcome.Attention outcome) {
    ObjectNode node = JSON.createObjectNode();
    ArrayNode tables = node.putArray("attention");
    for (PlotKind kind : List.of(PlotKind.LAYERS, PlotKind.REGIONS)) {
      Plots.draw(kind, outcome.result()).tables().forEach(t -> tables.add(DataText.json(t)));
    }
    return node;
  }

  @Override
  public ObjectNode tabular(Outcome.Tabular outcome) {
    ObjectNode node = JSON.createObjectNode();
    node.set(outcome.title(), DataText.json(outcome.table()));
    putNotes(node, outcome.notes());
    return node;
  }

  @Override
  public ObjectNode explained(Outcome.Explained outcome) {
    ObjectNode node = tabular(outcome.counts());
    node.set("trees", JSON.valueToTree(outcome.trees()));
    return node;
  }

  @Override
  public ObjectNode picture(Outcome.Picture outcome) {
    ObjectNode node = JSON.createObjectNode();
    node.put("figure", outcome.figure().title());
    outcome.saved().forEach(file -> node.withArray("saved").add(file.toString()));
    return node;
  }

  @Override
  public ObjectNode generation(Outcome.Generation outcome) {
    return of(outcome.generated());
  }

  @Override
  public ObjectNode paper(Outcome.Paper outcome) {
    ObjectNode node = JSON.createObjectNode();
    node.put("models", outcome.page().report().models());
    node.set("observations", DataText.json(outcome.page().observations()));
    node.set("beside", DataText.json(outcome.page().beside()));
    node.set("cannot_show_an_effect", DataText.json(outcome.page().blind()));
    return node;
  }

  @Override
  public ObjectNode message(Outcome.Message outcome) {
    return JSON.createObjectNode().put("message", outcome.text());
  }

  /** {@code {"text", "ids", "prompt_ids", "kept", "logits"}} of a generation. */
  static ObjectNode of(Generated generated) {
    ObjectNode node = JSON.createObjectNode();
    node.put("text", generated.text());
    node.set("ids", JSON.valueToTree(generated.ids()));
    node.set("prompt_ids", JSON.valueToTree(generated.promptIds()));
    ArrayNode kept = node.putArray("kept");
    for (int layer = 0; layer < generated.kept().layers(); layer++) {
      ArrayNode heads = kept.addArray();
      for (int head = 0; head < generated.kept().kvHeads(); head++) {
        heads.add(generated.kept().count(layer, head));
      }
    }
    node.set("logits", JSON.valueToTree(generated.logits()));
    putNotes(node, generated.notes());
    return node;
  }

  private static void putNotes(ObjectNode node, List<String> notes) {
    if (!notes.isEmpty()) {
      notes.forEach(node.putArray("notes")::add);
    }
  }
}
