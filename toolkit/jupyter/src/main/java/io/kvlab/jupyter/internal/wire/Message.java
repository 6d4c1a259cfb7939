package io.kvlab.jupyter.internal.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One message of the Jupyter protocol.
 *
 * @param route the ZeroMQ identities in front of the delimiter: where a reply has to go
 */
record Message(
    List<byte[]> route,
    ObjectNode header,
    ObjectNode parent,
    ObjectNode metadata,
    ObjectNode content) {

  String type() {
    return header.path("msg_type").asText();
  }
}
