package io.kvlab.jupyter.internal.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.dsl.DslException;
import io.kvlab.jupyter.internal.kernel.CellCompletion;
import io.kvlab.jupyter.internal.kernel.MimeBundle;
import io.kvlab.jupyter.internal.kernel.SessionLanguage;
import io.kvlab.session.Grid;
import io.kvlab.session.Outcome;
import io.kvlab.session.Session;
import io.kvlab.session.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session for one program. A request is a line {@code {"id": 1, "do": "run", "text": "..."}};
 * each of its answers names its id, and the last is {@code done} or {@code failed}. Statements run
 * one after the other; {@code stop}, {@code complete} and {@code help} are answered meanwhile.
 * Behind the end of the input the process ends with the last answer, or as soon as nobody reads
 * them.
 */
public final class StdioServer {
  private static final Logger log = LoggerFactory.getLogger(StdioServer.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Session session;
  private final SessionLanguage language;
  private final Wire wire;
  private final ExecutorService statements =
      Executors.newSingleThreadExecutor(
          body -> {
            Thread thread = new Thread(body, "statements");
            thread.setDaemon(true);
            return thread;
          });

  private StdioServer(Session session, Path folder, Wire wire) {
    this.session = session;
    this.language = SessionLanguage.of(session, folder);
    this.wire = wire;
  }

  /**
   * Serves until {@code in} ends.
   *
   * @param folder what paths are relative to
   */
  public static void serve(Settings settings, Path folder, InputStream in, PrintStream out) {
    PrintStream answers = new PrintStream(out, true, UTF_8);
    System.setOut(System.err); // whatever else prints must not stand among the answers
    try (Session session = Session.open(settings)) {
      new StdioServer(session, folder, new Wire(answers)).run(in);
    }
  }

  private void run(InputStream in) {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          receive(line);
        }
      }
    } catch (IOException e) {
      log.warn("the input broke off: {}", e.getMessage());
    }
    statements.shutdown(); // what was asked for is answered still
    try {
      boolean over = false;
      while (!over) {
        over = statements.awaitTermination(1, TimeUnit.SECONDS);
        if (wire.isBroken()) {
          session.cancel(); // nobody listens any more
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void receive(String line) {
    JsonNode request;
    try {
      request = JSON.readTree(line);
    } catch (JacksonException e) {
      fail(-1, "usage", "A request is one line of JSON; this is none: " + e.getOriginalMessage());
      return;
    }
    long id = request.path("id").asLong(-1);
    String text = request.path("text").asText();
    switch (request.path("do").asText()) {
      case "run" -> statements.execute(() -> answer(id, () -> execute(id, text)));
      case "examples" ->
          statements.execute(() -> answer(id, () -> examples(request.path("name").asText())));
      case "stop" -> {
        language.cancel();
        wire.send(id, "done", Wire.object());
      }
      case "complete" -> answer(id, () -> complete(text, caret(request, text)));
      case "help" -> answer(id, () -> help(text, caret(request, text)));
      case "ping" -> wire.send(id, "done", Wire.object().put("version", "1"));
      default ->
          fail(
              id,
              "usage",
              "There is no request '"
                  + request.path("do").asText()
                  + "'; there are run, stop, examples, complete, help and ping.");
    }
  }

  private static int caret(JsonNode request, String text) {
    return Math.max(0, Math.min(request.path("caret").asInt(text.length()), text.length()));
  }

  private interface Work {
    ObjectNode now();
  }

  private void answer(long id, Work work) {
    try {
      wire.send(id, "done", work.now());
    } catch (DslException e) {
      fail(id, "usage", e.rendered());
    } catch (KvlabException e) {
      fail(id, e.kind().name().toLowerCase(java.util.Locale.ROOT), String.valueOf(e.getMessage()));
    } catch (OutOfMemoryError e) {
      fail(
          id,
          "run",
          "The memory does not suffice: use a smaller limit, fewer shots or a smaller model.");
    } catch (RuntimeException | Error e) {
      log.error("a request failed", e);
      fail(id, "defect", "This is a defect of kvlab, please report it: " + e);
    }
  }

  private void fail(long id, String kind, String text) {
    wire.send(id, "failed", Wire.object().put("kind", kind).put("text", text));
  }

  private ObjectNode execute(long id, String text) {
    List<Outcome> outcomes = language.execute(text, wire.output(id));
    ObjectNode done = Wire.object();
    ArrayNode results = done.putArray("results");
    for (Outcome outcome : outcomes) {
      ObjectNode result = outcome.match(new Results());
      ArrayNode shown = result.putArray("shown");
      for (MimeBundle bundle : language.shown(outcome)) {
        shown.add(Wire.json(bundle));
      }
      session.bindings().entrySet().stream()
          .filter(bound -> bound.getValue() == outcome)
          .forEach(bound -> result.put("name", bound.getKey()));
      results.add(result);
    }
    done.put("interrupted", session.interrupted());
    return done;
  }

  private ObjectNode examples(String name) {
    if (session.bindings().get(name) instanceof Outcome.Experiment experiment) {
      return Results.frame(experiment.grid().examples());
    }
    Grid grid = ((Outcome.Experiment) session.stored(name)).grid();
    return Results.frame(grid.examples());
  }

  private ObjectNode complete(String text, int caret) {
    CellCompletion found = language.complete(text, caret);
    ObjectNode reply = Wire.object().put("start", found.start()).put("end", found.end());
    ArrayNode matches = reply.putArray("matches");
    found
        .candidates()
        .forEach(c -> matches.addObject().put("text", c.text()).put("kind", c.kind()));
    return reply;
  }

  private ObjectNode help(String text, int caret) {
    String page =
        (text.isBlank() ? language.help("") : language.inspect(text, caret))
            .map(bundle -> bundle.data().path("text/plain").asText())
            .orElse("");
    return Wire.object().put("text", page);
  }
}
