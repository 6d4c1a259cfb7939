package io.kvlab.jupyter.internal.notebook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.jupyter.internal.kernel.CellOutput;
import io.kvlab.jupyter.internal.kernel.CellReply;
import io.kvlab.jupyter.internal.kernel.MimeBundle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects what a cell shows in the form in which a notebook stores it. */
public final class CollectedOutput implements CellOutput {
  private final ArrayNode outputs = JsonNodeFactory.instance.arrayNode();
  private final Map<String, ObjectNode> updatable = new HashMap<>();
  private final int count;

  public CollectedOutput(int count) {
    this.count = count;
  }

  public synchronized ArrayNode outputs() {
    return outputs.deepCopy();
  }

  /** What is shown, as text, piece by piece. */
  public synchronized List<String> texts() {
    List<String> texts = new ArrayList<>();
    for (JsonNode output : outputs) {
      String text =
          output.has("text")
              ? output.path("text").asText()
              : output.at("/data/text~1plain").asText();
      texts.add(text.stripTrailing());
    }
    return texts;
  }

  @Override
  public synchronized void stream(String name, String text) {
    if (!outputs.isEmpty()
        && outputs.get(outputs.size() - 1) instanceof ObjectNode last
        && last.path("name").asText().equals(name)) {
      last.put("text", last.path("text").asText() + text);
    } else {
      outputs.addObject().put("output_type", "stream").put("name", name).put("text", text);
    }
  }

  @Override
  public synchronized void display(MimeBundle bundle) {
    fill(outputs.addObject().put("output_type", "display_data"), bundle);
  }

  @Override
  public synchronized void display(MimeBundle bundle, String displayId) {
    ObjectNode output = outputs.addObject().put("output_type", "display_data");
    fill(output, bundle);
    updatable.put(displayId, output);
  }

  @Override
  public synchronized void update(MimeBundle bundle, String displayId) {
    ObjectNode output = updatable.get(displayId);
    if (output != null) {
      fill(output, bundle);
    }
  }

  @Override
  public synchronized void result(MimeBundle bundle) {
    fill(
        outputs.addObject().put("output_type", "execute_result").put("execution_count", count),
        bundle);
  }

  synchronized void error(CellReply.Failed failed) {
    ObjectNode output =
        outputs
            .addObject()
            .put("output_type", "error")
            .put("ename", failed.name())
            .put("evalue", failed.message());
    ArrayNode lines = output.putArray("traceback");
    failed.lines().forEach(lines::add);
  }

  @Override
  public String ask(String prompt) {
    throw KvlabException.run("Nobody can be asked for input in a headless run.");
  }

  private static void fill(ObjectNode output, MimeBundle bundle) {
    output.set("data", bundle.data());
    output.set("metadata", bundle.metadata());
  }
}
