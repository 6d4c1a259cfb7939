package io.kvlab.jupyter.internal.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.jupyter.internal.kernel.CellOutput;
import io.kvlab.jupyter.internal.kernel.MimeBundle;
import java.io.PrintStream;

/** Where answers go: one JSON document a line, each naming the request that it answers. */
final class Wire {
  private final PrintStream out;

  Wire(PrintStream out) {
    this.out = out;
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Sends {@code {"id": id, kind: content}}. */
  synchronized void send(long id, String kind, JsonNode content) {
    ObjectNode line = object().put("id", id);
    line.set(kind, content);
    out.println(line);
    out.flush();
  }

  /** Whether answers reach nobody any more. */
  synchronized boolean isBroken() {
    return out.checkError();
  }

  /** What is shown while the request runs. */
  CellOutput output(long id) {
    return new Shown(id);
  }

  static ObjectNode json(MimeBundle bundle) {
    ObjectNode node = object();
    node.set("data", bundle.data());
    node.set("metadata", bundle.metadata());
    return node;
  }

  private final class Shown implements CellOutput {
    private final long id;

    Shown(long id) {
      this.id = id;
    }

    @Override
    public void stream(String name, String text) {
      send(id, "stream", object().put("name", name).put("text", text));
    }

    @Override
    public void display(MimeBundle bundle) {
      send(id, "show", json(bundle));
    }

    @Override
    public void display(MimeBundle bundle, String displayId) {
      send(id, "show", json(bundle).put("display", displayId));
    }

    @Override
    public void update(MimeBundle bundle, String displayId) {
      send(id, "show", json(bundle).put("display", displayId).put("update", true));
    }

    @Override
    public void result(MimeBundle bundle) {
      display(bundle);
    }

    @Override
    public String ask(String prompt) {
      throw KvlabException.run("Nobody can be asked for input here.");
    }
  }
}
