package io.kvlab.notebooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** One page of a headless Chromium, driven over its DevTools protocol. */
final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LISTENING = "DevTools listening on ";

  private final Process process;
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final WebSocket socket;

  private Chromium(Process process, URI page) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page, new Listener()).join();
    call("Page.enable");
    call("Runtime.enable");
    call("Log.enable");
  }

  /** Starts a browser with a profile below {@code folder}; skips the test where there is none. */
  static Chromium start(Path folder) throws IOException, InterruptedException {
    Path program = Path.of("/usr/bin/chromium");
    Assumptions.assumeTrue(
        Files.isExecutable(program), "skipped: apt-get install chromium to run this test");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--window-size=1100,1500",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                "--user-data-dir=" + folder.resolve("chromium"),
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader lines = process.errorReader(StandardCharsets.UTF_8);
    String line = lines.readLine();
    while (line != null && !line.startsWith(LISTENING)) {
      line = lines.readLine();
    }
    if (line == null) {
      throw new AssertionError("chromium did not start");
    }
    Thread drain = new Thread(() -> lines.lines().forEach(ignored -> {}));
    drain.setDaemon(true);
    drain.start();
    URI browser = URI.create(line.substring(LISTENING.length()));
    return new Chromium(process, firstPage(browser));
  }

  private static URI firstPage(URI browser) throws IOException, InterruptedException {
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + browser.getPort() + "/json/list"))
            .build();
    JsonNode targets =
        JSON.readTree(
            HttpClient.newHttpClient().send(list, HttpResponse.BodyHandlers.ofString()).body());
    for (JsonNode target : targets) {
      if (target.path("type").asText().equals("page")) {
        return URI.create(target.path("webSocketDebuggerUrl").asText());
      }
    }
    throw new AssertionError("chromium has no page: " + targets);
  }

  private JsonNode call(String method, Object... parameters) {
    ObjectNode message = JSON.createObjectNode();
    int id = ids.incrementAndGet();
    message.put("id", id).put("method", method);
    ObjectNode values = message.putObject("params");
    for (int i = 0; i < parameters.length; i += 2) {
      values.set((String) parameters[i], JSON.valueToTree(parameters[i + 1]));
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    socket.sendText(message.toString(), true).join();
    return answer.orTimeout(Jupyter.HANG.toSeconds(), TimeUnit.SECONDS).join();
  }

  void open(URI page) {
    call("Page.navigate", "url", page.toString());
  }

  /** The value of a JavaScript expression. */
  JsonNode evaluate(String expression) {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            "expression",
            expression,
            "returnByValue",
            true,
            "awaitPromise",
            true);
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Waits until a JavaScript condition holds. */
  void await(String condition, Duration atMost) throws InterruptedException {
    if (!waited(condition, atMost)) {
      throw new AssertionError(
          "in vain: " + condition + "\n" + evaluate("document.body.innerText").asText());
    }
  }

  /** Whether a JavaScript condition holds before the time is over. */
  boolean waited(String condition, Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (!evaluate("!!(() => { try { return " + condition + " } catch (e) { return false } })()")
        .asBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(100);
    }
    return true;
  }

  /** Types text into what has the focus. */
  void type(String text) {
    for (String character : text.split("", -1)) {
      if (!character.isEmpty()) {
        call("Input.dispatchKeyEvent", "type", "char", "text", character);
      }
    }
  }

  /**
   * Presses a key.
   *
   * @param modifiers 8 for Shift
   */
  void press(String key, int keyCode, int modifiers) {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          "type",
          type,
          "key",
          key,
          "code",
          key,
          "windowsVirtualKeyCode",
          keyCode,
          "modifiers",
          modifiers);
    }
  }

  void screenshot(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    String png = call("Page.captureScreenshot", "format", "png").path("data").asText();
    Files.write(file, Base64.getDecoder().decode(png));
  }

  /**
   * What the page reported to its console as errors, except that the classic page looks for
   * ipywidgets, which need not be installed.
   */
  List<String> errors() {
    return errors.stream().filter(e -> !e.contains("/nbextensions/widgets/")).toList();
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        String message = text.toString();
        text.setLength(0);
        try {
          received(JSON.readTree(message));
        } catch (IOException e) {
          errors.add("not JSON: " + message);
        }
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }

    private void received(JsonNode message) {
      if (message.has("id")) {
        CompletableFuture<JsonNode> answer = waiting.remove(message.get("id").asInt());
        if (answer != null) {
          answer.complete(message.has("result") ? message.get("result") : message.path("error"));
        }
        return;
      }
      JsonNode parameters = message.path("params");
      switch (message.path("method").asText()) {
        case "Runtime.exceptionThrown" -> errors.add(parameters.toString());
        case "Runtime.consoleAPICalled" -> {
          if (parameters.path("type").asText().equals("error")) {
            errors.add(parameters.path("args").toString());
          }
        }
        case "Log.entryAdded" -> {
          if (parameters.path("entry").path("level").asText().equals("error")) {
            errors.add(parameters.path("entry").toString());
          }
        }
        default -> {}
      }
    }
  }
}
