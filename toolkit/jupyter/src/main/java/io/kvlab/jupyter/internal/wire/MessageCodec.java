package io.kvlab.jupyter.internal.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.zeromq.ZFrame;
import org.zeromq.ZMsg;

/** Messages to frames and back, signed with the key of the connection file. */
final class MessageCodec {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(US_ASCII);
  private static final String PROTOCOL = "5.3";

  private final String algorithm;
  private final byte[] key;
  private final String session = UUID.randomUUID().toString();

  MessageCodec(ConnectionFile connection) {
    this.algorithm = connection.signatureScheme().replace("-", "").toUpperCase(Locale.ROOT);
    this.key = connection.key().getBytes(UTF_8);
  }

  /** An empty JSON object. */
  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** A new message of {@code type} that answers {@code parent}. */
  Message answer(Message parent, String type, ObjectNode content) {
    ObjectNode header =
        object()
            .put("msg_id", UUID.randomUUID().toString())
            .put("session", session)
            .put("username", parent.header().path("username").asText("kvlab"))
            .put("date", Instant.now().truncatedTo(ChronoUnit.MICROS).toString())
            .put("msg_type", type)
            .put("version", PROTOCOL);
    return new Message(parent.route(), header, parent.header(), object(), content);
  }

  /** A new message of {@code type} that answers nothing. */
  Message announce(String type, ObjectNode content) {
    return answer(new Message(List.of(), object(), object(), object(), object()), type, content);
  }

  /** The frames of a message, ready to send. */
  ZMsg encode(Message message) {
    ZMsg frames = new ZMsg();
    message.route().forEach(frames::add);
    frames.add(DELIMITER);
    List<byte[]> parts =
        List.of(
            bytes(message.header()),
            bytes(message.parent()),
            bytes(message.metadata()),
            bytes(message.content()));
    frames.add(signature(parts).getBytes(US_ASCII));
    parts.forEach(frames::add);
    return frames;
  }

  /** The message in {@code frames}; empty when it is malformed or its signature is wrong. */
  Optional<Message> decode(ZMsg frames) {
    List<byte[]> route = new ArrayList<>();
    List<byte[]> rest = new ArrayList<>();
    boolean delimited = false;
    for (ZFrame frame : frames) {
      if (delimited) {
        rest.add(frame.getData());
      } else if (Arrays.equals(frame.getData(), DELIMITER)) {
        delimited = true;
      } else {
        route.add(frame.getData());
      }
    }
    if (rest.size() < 5) {
      return Optional.empty();
    }
    List<byte[]> parts = rest.subList(1, 5);
    if (key.length > 0
        && !MessageDigest.isEqual(rest.get(0), signature(parts).getBytes(US_ASCII))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Message(
              List.copyOf(route),
              parse(parts.get(0)),
              parse(parts.get(1)),
              parse(parts.get(2)),
              parse(parts.get(3))));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static ObjectNode parse(byte[] part) throws IOException {
    return JSON.readTree(part) instanceof ObjectNode node ? node : object();
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private String signature(List<byte[]> parts) {
    if (key.length == 0) {
      return "";
    }
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      parts.forEach(mac::update);
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no such signature scheme: " + algorithm, e);
    }
  }
}
