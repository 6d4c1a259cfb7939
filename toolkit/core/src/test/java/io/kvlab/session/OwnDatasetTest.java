package io.kvlab.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An arithmetic dataset at an address, added by YAML alone and run with the bundled model. */
class OwnDatasetTest {
  private static final String ROWS =
      """
      {"people": "Ben has 12 eggs. Ben gets 7.", "left": 19}
      {"people": "Ann has 30 pens. Ann sells 4.", "left": 26}
      {"people": "Tom has 5 cups. Tom finds 9.", "left": 14}
      """;

  @TempDir Path folder;
  private HttpServer server;

  @BeforeEach
  void aServerWithRows() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] rows = ROWS.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, rows.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(rows);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Session session(String file) throws IOException {
    Path manifest = folder.resolve("mine.yaml");
    Files.writeString(
        manifest,
        """
        datasets:
          leftovers:
            title: What is left
            capability: arithmetic reasoning
            version: 1
            licence: CC0
            source: mine
            splits: {test: {files: ["%s"]}}
            prompt:
              question: "Q: {people} How many are left?\\nA:"
              answer: " The answer is {left}."
            shots: {default: 2, split: test}
            gold: "{left}"
            stops: ["\\n\\n"]
            max_tokens: 16
            score: {metric: number, extract: {last: {pattern: '-?[0-9]+', take: last}}}
        """
            .formatted(file));
    return Session.open(
        Settings.defaults()
            .with(SettingKey.STORE, folder.resolve("runs.db").toString(), "test")
            .with(SettingKey.MANIFEST, manifest.toString(), "test")
            .with(SettingKey.DEVICE, "cpu", "test"));
  }

  @Test
  void aDatasetAtAnAddressIsFetchedWhenItIsFirstAskedFor() throws IOException {
    String name = UUID.randomUUID() + ".jsonl"; // never in this machine's cache
    String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    try (Session session = session(address)) {
      Grid grid = Workshop.grid(session, "compress streamingllm ratio 0.5 on leftovers with nano");
      assertThat(grid.rows()).hasSize(6);
      assertThat(grid.rows())
          .extracting(row -> Workshop.measured(row).answer().gold())
          .containsExactlyInAnyOrder("19", "26", "14", "19", "26", "14");
      for (var item : session.catalog().data().check("leftovers")) {
        Files.delete(item.path());
      }
    }
  }
}
