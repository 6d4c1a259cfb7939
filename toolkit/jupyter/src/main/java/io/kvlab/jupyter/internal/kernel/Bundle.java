package io.kvlab.jupyter.internal.kernel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One thing shown, in several forms: a client takes the richest that it can draw.
 *
 * @param data MIME type to content
 * @param metadata hints for the client, often empty
 */
public record Bundle(ObjectNode data, ObjectNode metadata) {
  /** A bundle of one form. */
  public static Bundle of(String mimeType, String content) {
    return new Bundle(JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode())
        .and(mimeType, content);
  }

  public static Bundle text(String text) {
    return of("text/plain", text);
  }

  /** This bundle with one more form. */
  public Bundle and(String mimeType, String content) {
    ObjectNode more = data.deepCopy();
    more.put(mimeType, content);
    return new Bundle(more, metadata);
  }
}
