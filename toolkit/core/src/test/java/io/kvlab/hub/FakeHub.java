package io.kvlab.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Two local servers that behave as the hub and its storage do, and misbehave when told: weights are
 * redirected from one to the other, small files are served at once.
 */
final class FakeHub implements AutoCloseable {
  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  /** One way to misbehave at the next request for a file's content. */
  record Fault(Kind kind, int value) {
    enum Kind {
      /** Behave. */
      NONE,
      /** Answer with this status. */
      STATUS,
      /** Send this many bytes of the body and break the connection. */
      CUT,
      /** Fall silent for this many milliseconds after the headers. */
      STALL,
      /** Flip a byte of the body. */
      DAMAGE,
      /** Ignore the range and send the whole file. */
      NO_RANGE,
      /** Send another part than was asked for. */
      OTHER_PART
    }
  }

  private static final Fault NONE = new Fault(Fault.Kind.NONE, 0);

  private final HttpServer hub;
  private final HttpServer storage;
  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<String, ArrayDeque<Fault>> faults = new ConcurrentHashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<String> storageTokens = Collections.synchronizedList(new ArrayList<>());
  private final List<String> hubTokens = Collections.synchronizedList(new ArrayList<>());

  private volatile CyclicBarrier meeting = new CyclicBarrier(1);

  FakeHub() throws IOException {
    hub = server(this::answer);
    storage = server(this::store);
  }

  private static HttpServer server(com.sun.net.httpserver.HttpHandler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", handler);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    return server;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
  }

  FakeHub file(String name, byte[] content) {
    files.put(name, content);
    return this;
  }

  FakeHub file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes back the faults of a file that have not come up yet. */
  void mend(String file) {
    faults.remove(file);
  }

  /** Requests for a file, or for {@code api}, go wrong in this way, one after another. */
  FakeHub fault(String file, Fault.Kind kind, int... values) {
    for (int value : values) {
      faults.computeIfAbsent(file, f -> new ArrayDeque<>()).add(new Fault(kind, value));
    }
    return this;
  }

  /** The storage answers nobody before so many ask at once. */
  FakeHub answersOnlyTogether(int askers) {
    meeting = new CyclicBarrier(askers);
    return this;
  }

  List<String> requests() {
    return List.copyOf(requests);
  }

  List<String> storageTokens() {
    return List.copyOf(storageTokens);
  }

  List<String> hubTokens() {
    return List.copyOf(hubTokens);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(exchange.getRequestMethod() + " " + path);
    hubTokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    if (path.startsWith("/api/")) {
      Fault fault = next("api");
      if (fault.kind() == Fault.Kind.STATUS) {
        status(exchange, fault.value());
        return;
      }
      String siblings =
          files.keySet().stream()
              .map("{\"rfilename\":\"%s\"}"::formatted)
              .collect(Collectors.joining(","));
      send(
          exchange,
          200,
          "{\"sha\":\"%s\",\"siblings\":[%s]}"
              .formatted(COMMIT, siblings)
              .getBytes(StandardCharsets.UTF_8));
      return;
    }
    String name = path.replaceFirst("^/(datasets/)?[^/]+/[^/]+/resolve/[^/]+/", "");
    byte[] content = files.get(name.startsWith("/") ? name.substring(1) : name);
    if (content == null) {
      status(exchange, 404);
    } else if (path.contains("/resolve/") && large(name)) {
      exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
      exchange.getResponseHeaders().set("X-Linked-Etag", '"' + sha256(content) + '"');
      exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(content.length));
      exchange
          .getResponseHeaders()
          .set(
              "Location",
              "http://localhost:%d/%s?signed=1".formatted(storage.getAddress().getPort(), name));
      exchange.sendResponseHeaders(302, -1);
      exchange.close();
    } else {
      exchange.getResponseHeaders().set("ETag", '"' + gitName(content) + '"');
      body(exchange, name.startsWith("/") ? name.substring(1) : name, content);
    }
  }

  private static boolean large(String name) {
    return name.endsWith(".safetensors") || name.endsWith(".zip");
  }

  private void store(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring(1);
    requests.add("STORAGE " + exchange.getRequestMethod() + " " + name + range(exchange));
    storageTokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    try {
      meeting.await(10, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      status(exchange, 404);
      return;
    }
    byte[] content = files.get(name);
    if (content == null) {
      status(exchange, 404);
    } else {
      body(exchange, name, content);
    }
  }

  private static String range(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("Range");
    return range == null ? "" : " " + range;
  }

  private Fault next(String file) {
    ArrayDeque<Fault> queue = faults.get(file);
    return queue == null || queue.isEmpty() ? NONE : queue.remove();
  }

  private void body(HttpExchange exchange, String name, byte[] content) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
      return;
    }
    Fault fault = next(name);
    Fault.Kind kind = fault.kind();
    if (kind == Fault.Kind.STATUS) {
      exchange.getResponseHeaders().set("Retry-After", "0");
      status(exchange, fault.value());
      return;
    }
    int from = 0;
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range != null && kind != Fault.Kind.NO_RANGE) {
      from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      from = kind == Fault.Kind.OTHER_PART ? from / 2 : from;
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    }
    byte[] part = java.util.Arrays.copyOfRange(content, from, content.length);
    if (kind == Fault.Kind.DAMAGE) {
      part[part.length / 2] ^= 1;
    }
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, part.length);
    try (OutputStream out = exchange.getResponseBody()) {
      if (kind == Fault.Kind.CUT) {
        out.write(part, 0, fault.value());
        out.flush();
        throw new IOException("cut on purpose");
      }
      if (kind == Fault.Kind.STALL) {
        out.write(part, 0, part.length / 2);
        out.flush();
        Thread.sleep(fault.value());
      }
      out.write(
          part,
          kind == Fault.Kind.STALL ? part.length / 2 : 0,
          part.length - (kind == Fault.Kind.STALL ? part.length / 2 : 0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      exchange.close();
    }
  }

  private static void status(HttpExchange exchange, int status) throws IOException {
    send(exchange, status, new byte[0]);
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  static String sha256(byte[] content) {
    return digest("SHA-256", content);
  }

  /** What {@code git hash-object} says. */
  static String gitName(byte[] content) {
    byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
    byte[] all = java.util.Arrays.copyOf(header, header.length + content.length);
    System.arraycopy(content, 0, all, header.length, content.length);
    return digest("SHA-1", all);
  }

  private static String digest(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    hub.stop(0);
    storage.stop(0);
  }
}
