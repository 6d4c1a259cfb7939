package io.kvlab.notebooks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A classic notebook server on a free port of this machine. */
final class NotebookServer implements AutoCloseable {
  private final Process process;
  private final int port;

  private NotebookServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static NotebookServer start(Jupyter jupyter, Path notebooks, Path log)
      throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Process process =
        jupyter
            .process(
                List.of(
                    Jupyter.PYTHON.toString(),
                    "-m",
                    "notebook",
                    "--no-browser",
                    "--allow-root",
                    "--ip=127.0.0.1",
                    "--port=" + port,
                    "--NotebookApp.token=",
                    "--NotebookApp.password=",
                    "--notebook-dir=" + notebooks))
            .redirectOutput(log.toFile())
            .start();
    NotebookServer server = new NotebookServer(process, port);
    server.waitUntilUp(log);
    return server;
  }

  private void waitUntilUp(Path log) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request = HttpRequest.newBuilder(page("api/status")).build();
    long end = System.nanoTime() + Jupyter.HANG.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        if (client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        Thread.sleep(Duration.ofMillis(250).toMillis());
      }
    }
    throw new AssertionError("the notebook server did not start:\n" + Files.readString(log));
  }

  URI page(String path) {
    return URI.create("http://127.0.0.1:" + port + "/" + path);
  }

  @Override
  public void close() {
    List<ProcessHandle> kernels = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kernels.forEach(ProcessHandle::destroyForcibly);
  }
}
