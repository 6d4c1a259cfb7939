package io.kvlab.jupyter.internal.wire;

import static io.kvlab.jupyter.internal.wire.MessageCodec.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.jupyter.internal.kernel.CellOutput;
import io.kvlab.jupyter.internal.kernel.MimeBundle;

/** What a cell shows, published as answers to the request that started it. */
final class WireOutput implements CellOutput {
  private final KernelServer server;
  private final Message request;
  private final int count;
  private final boolean silent;

  WireOutput(KernelServer server, Message request, int count, boolean silent) {
    this.server = server;
    this.request = request;
    this.count = count;
    this.silent = silent;
  }

  @Override
  public void stream(String name, String text) {
    publish("stream", object().put("name", name).put("text", text));
  }

  @Override
  public void display(MimeBundle bundle) {
    publish("display_data", content(bundle));
  }

  @Override
  public void display(MimeBundle bundle, String displayId) {
    publish("display_data", identified(bundle, displayId));
  }

  @Override
  public void update(MimeBundle bundle, String displayId) {
    publish("update_display_data", identified(bundle, displayId));
  }

  @Override
  public void result(MimeBundle bundle) {
    publish("execute_result", content(bundle).put("execution_count", count));
  }

  @Override
  public String ask(String prompt) {
    if (!request.content().path("allow_stdin").asBoolean()) {
      throw KvlabException.run("Nobody can be asked for input here.");
    }
    return server.ask(request, prompt);
  }

  private static ObjectNode content(MimeBundle bundle) {
    ObjectNode content = object();
    content.set("data", bundle.data());
    content.set("metadata", bundle.metadata());
    return content;
  }

  private static ObjectNode identified(MimeBundle bundle, String displayId) {
    ObjectNode content = content(bundle);
    content.putObject("transient").put("display_id", displayId);
    return content;
  }

  private void publish(String type, ObjectNode content) {
    if (!silent) {
      server.publish(request, type, content);
    }
  }
}
