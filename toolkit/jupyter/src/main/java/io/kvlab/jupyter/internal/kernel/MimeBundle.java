package io.kvlab.jupyter.internal.kernel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One thing shown, in several forms: a client takes the richest that it can draw.
 *
 * @param data MIME type to content
 * @param metadata hints for the client, often empty
 */
public record MimeBundle(ObjectNode data, ObjectNode metadata) {
  /** A bundle of one form. */
  public static MimeBundle of(String mimeType, String content) {
    return new MimeBundle(
            JsonNodeFactory.instance.objectNode(), JsonNodeFactory.instance.objectNode())
        .and(mimeType, content);
  }

  public static MimeBundle text(String text) {
    return of("text/plain", text);
  }

  /** This bundle with one more form. */
  public MimeBundle and(String mimeType, String content) {
    ObjectNode more = data.deepCopy();
    more.put(mimeType, content);
    return new MimeBundle(more, metadata);
  }
}
