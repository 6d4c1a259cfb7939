package io.kvlab.jupyter.internal.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.KvlabException;
import java.io.IOException;
import java.nio.file.Path;

/** Where a Jupyter client waits for its kernel, as written in the connection file. */
record ConnectionFile(
    String transport,
    String ip,
    int shell,
    int iopub,
    int stdin,
    int control,
    int heartbeat,
    String key,
    String signatureScheme) {

  static ConnectionFile read(Path file) {
    try {
      JsonNode json = new ObjectMapper().readTree(file.toFile());
      return new ConnectionFile(
          json.path("transport").asText("tcp"),
          json.path("ip").asText("127.0.0.1"),
          json.required("shell_port").asInt(),
          json.required("iopub_port").asInt(),
          json.required("stdin_port").asInt(),
          json.required("control_port").asInt(),
          json.required("hb_port").asInt(),
          json.path("key").asText(""),
          json.path("signature_scheme").asText("hmac-sha256"));
    } catch (IOException | IllegalArgumentException e) {
      throw KvlabException.usage(
          "The connection file " + file + " cannot be read; Jupyter starts the kernel with one.");
    }
  }

  /** The address of one of the five sockets. */
  String address(int port) {
    return transport.equals("ipc")
        ? "ipc://" + ip + "-" + port
        : transport + "://" + ip + ":" + port;
  }
}
