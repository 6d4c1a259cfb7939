package io.kvlab.jupyter.internal.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.zeromq.ZMsg;

class MessageCodecTest {
  /** Computed with Python: hmac.new(b"key", b'{}{"a":1}{}{}', "sha256").hexdigest(). */
  private static final String SIGNATURE =
      "0b5956cd546109504977da083d754b0435ee3dc3cc8cf51dc6a5528f4487faf8";

  private static MessageCodec codec(String key) {
    return new MessageCodec(
        new ConnectionFile("tcp", "127.0.0.1", 1, 2, 3, 4, 5, key, "hmac-sha256"));
  }

  private static ZMsg frames(String signature, String parent) {
    ZMsg frames = new ZMsg();
    for (String part : List.of("client", "<IDS|MSG>", signature, "{}", parent, "{}", "{}")) {
      frames.add(part.getBytes(UTF_8));
    }
    return frames;
  }

  @Test
  void aSignedMessageIsRead() {
    Message message = codec("key").decode(frames(SIGNATURE, "{\"a\":1}")).orElseThrow();
    assertThat(message.parent().path("a").asInt()).isEqualTo(1);
    assertThat(message.route()).containsExactly("client".getBytes(UTF_8));
  }

  @Test
  void aChangedMessageIsRefused() {
    assertThat(codec("key").decode(frames(SIGNATURE, "{\"a\":2}"))).isEmpty();
    assertThat(codec("other").decode(frames(SIGNATURE, "{\"a\":1}"))).isEmpty();
  }

  @Test
  void aMessageWithTooFewPartsIsRefused() {
    assertThat(codec("").decode(ZMsg.newStringMsg("client", "<IDS|MSG>", "", "{}"))).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    MessageCodec codec = codec("key");
    Message request = codec.decode(frames(SIGNATURE, "{\"a\":1}")).orElseThrow();
    Message reply =
        codec.answer(request, "status", MessageCodec.object().put("text", "Grüße \u2713"));
    Message read = codec.decode(codec.encode(reply)).orElseThrow();
    assertThat(read.type()).isEqualTo("status");
    assertThat(read.content().path("text").asText()).isEqualTo("Grüße \u2713");
    assertThat(read.header().path("version").asText()).isEqualTo("5.3");
  }
}
