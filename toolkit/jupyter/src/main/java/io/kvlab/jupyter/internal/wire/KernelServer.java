package io.kvlab.jupyter.internal.wire;

import static io.kvlab.jupyter.internal.wire.MessageCodec.object;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.jupyter.internal.kernel.CellCompletion;
import io.kvlab.jupyter.internal.kernel.CellReply;
import io.kvlab.jupyter.internal.kernel.Kernel;
import io.kvlab.jupyter.internal.kernel.MimeBundle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import org.zeromq.ZMsg;
import zmq.ZError;

/**
 * Serves one kernel to Jupyter clients: shell requests in the calling thread, one after the other;
 * control requests (interrupt, shutdown) and the heartbeat each in their own.
 */
public final class KernelServer {
  private static final Logger log = LoggerFactory.getLogger(KernelServer.class);
  private static final String STATUS = "status";

  /** What the last reply gets to leave, in milliseconds. */
  private static final int FAREWELL = 150;

  /** How often new listeners are looked for, in milliseconds. */
  private static final int LISTEN = 100;

  private final Kernel kernel;
  private final MessageCodec codec;
  private final Sockets sockets;
  private final History history = new History();
  private final CountDownLatch down = new CountDownLatch(1);
  private int count;
  private volatile boolean executing;
  private volatile boolean closing;

  private KernelServer(Kernel kernel, ConnectionFile connection) {
    this.kernel = kernel;
    this.codec = new MessageCodec(connection);
    this.sockets = new Sockets(connection, codec);
  }

  /** Serves until a client asks for shutdown. */
  public static void serve(Kernel kernel, Path connectionFile) {
    new KernelServer(kernel, ConnectionFile.read(connectionFile)).run();
  }

  /** Loads what a start needs. */
  public static void warmUp() {
    KernelInfo.content();
    try (ZContext context = new ZContext()) {
      context.createSocket(SocketType.ROUTER).bind("inproc://warm-up");
    }
  }

  private void run() {
    daemon("listeners", this::tellListeners);
    daemon("heartbeat", this::echo);
    daemon("control", this::control);
    daemon("shell", this::shell);
    try {
      down.await();
      closing = true;
      kernel.interrupt();
      TimeUnit.MILLISECONDS.sleep(FAREWELL); // the last reply leaves in a thread of ZeroMQ's
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /**
   * Who begins to listen, after the kernel was killed and started again for instance, is told the
   * state: what was published before is lost to him, and he would show none until a cell runs.
   */
  private void tellListeners() {
    while (!closing) {
      try {
        if (sockets.heard()) {
          announce("starting");
          announce(executing ? "busy" : "idle");
        }
        TimeUnit.MILLISECONDS.sleep(LISTEN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (ZMQException e) {
        return; // the sockets are closed
      }
    }
  }

  private void announce(String state) {
    sockets.publish(codec.announce(STATUS, object().put("execution_state", state)));
  }

  private void echo() {
    while (!closing) {
      byte[] ping = sockets.heartbeat.recv();
      if (ping != null) {
        sockets.heartbeat.send(ping);
      }
    }
  }

  private void control() {
    while (!closing) {
      receive(sockets.control, 0)
          .ifPresent(
              request -> {
                switch (request.type()) {
                  case "interrupt_request" -> {
                    kernel.interrupt();
                    reply(sockets.control, request, "interrupt_reply", ok());
                  }
                  case "shutdown_request" -> shutDown(sockets.control, request);
                  default -> answer(sockets.control, request);
                }
              });
    }
  }

  private void shell() {
    boolean aborting = false;
    while (!closing) {
      Optional<Message> request = receive(sockets.shell, aborting ? ZMQ.DONTWAIT : 0);
      if (request.isEmpty()) {
        aborting = false; // everything that was waiting behind a failed cell has been turned down
      } else if (!request.get().type().equals("execute_request")) {
        answer(sockets.shell, request.get());
      } else if (aborting) {
        busy(
            request.get(),
            () -> reply(sockets.shell, request.get(), "execute_reply", status("aborted")));
      } else {
        aborting = !execute(request.get());
      }
    }
  }

  private Optional<Message> receive(ZMQ.Socket socket, int flags) {
    try {
      ZMsg frames = ZMsg.recvMsg(socket, flags);
      return frames == null ? Optional.empty() : codec.decode(frames);
    } catch (ZMQException e) {
      if (e.getErrorCode() == ZError.ETERM) {
        closing = true;
      } else {
        log.warn("a message was lost: {}", e.getMessage());
      }
      return Optional.empty();
    }
  }

  private void answer(ZMQ.Socket socket, Message request) {
    busy(
        request,
        () -> {
          switch (request.type()) {
            case "kernel_info_request" ->
                reply(socket, request, "kernel_info_reply", KernelInfo.content());
            case "complete_request" -> reply(socket, request, "complete_reply", complete(request));
            case "inspect_request" -> reply(socket, request, "inspect_reply", inspect(request));
            case "is_complete_request" ->
                reply(
                    socket,
                    request,
                    "is_complete_reply",
                    status(kernel.completeness(code(request))).put("indent", ""));
            case "history_request" ->
                reply(socket, request, "history_reply", history.answer(request.content()));
            case "comm_info_request" -> {
              ObjectNode none = ok();
              none.putObject("comms");
              reply(socket, request, "comm_info_reply", none);
            }
            case "comm_open" ->
                publish(
                    request,
                    "comm_close",
                    object().put("comm_id", request.content().path("comm_id").asText()));
            case "shutdown_request" -> shutDown(socket, request);
            default -> log.info("not answered: {}", request.type());
          }
        });
  }

  private void shutDown(ZMQ.Socket socket, Message request) {
    reply(
        socket,
        request,
        "shutdown_reply",
        ok().put("restart", request.content().path("restart").asBoolean()));
    down.countDown();
  }

  /** Returns false when what waits behind the cell has to be turned down. */
  private boolean execute(Message request) {
    ObjectNode content = request.content();
    boolean silent = content.path("silent").asBoolean();
    boolean store = !silent && content.path("store_history").asBoolean(true);
    String code = code(request);
    if (store) {
      count++;
      history.add(count, code);
    }
    CellReply[] end = new CellReply[1];
    busy(
        request,
        () -> {
          if (!silent) {
            publish(
                request, "execute_input", object().put("code", code).put("execution_count", count));
          }
          WireOutput output = new WireOutput(this, request, count, silent);
          executing = true;
          CellReply ended = kernel.execute(code, count, store, output);
          executing = false;
          end[0] = ended;
          if (ended instanceof CellReply.Failed failed) {
            publish(request, "error", error(failed));
            reply(
                sockets.shell,
                request,
                "execute_reply",
                error(failed).put(STATUS, "error").put("execution_count", count));
          } else {
            ObjectNode done = ok().put("execution_count", count);
            done.putObject("user_expressions");
            done.putArray("payload");
            reply(sockets.shell, request, "execute_reply", done);
          }
        });
    return end[0] instanceof CellReply.Done || !content.path("stop_on_error").asBoolean(true);
  }

  private static ObjectNode error(CellReply.Failed failed) {
    ObjectNode error = object().put("ename", failed.name()).put("evalue", failed.message());
    ArrayNode lines = error.putArray("traceback");
    failed.lines().forEach(lines::add);
    return error;
  }

  private ObjectNode complete(Message request) {
    String code = code(request);
    int caret = utf16(code, request.content().path("cursor_pos").asInt(code.length()));
    CellCompletion found = kernel.complete(code, caret);
    ObjectNode reply = ok();
    ArrayNode matches = reply.putArray("matches");
    found.candidates().forEach(candidate -> matches.add(candidate.text()));
    int start = code.codePointCount(0, found.start());
    int end = code.codePointCount(0, found.end());
    reply.put("cursor_start", start).put("cursor_end", end);
    ArrayNode types = reply.putObject("metadata").putArray("_jupyter_types_experimental");
    found
        .candidates()
        .forEach(
            candidate ->
                types
                    .addObject()
                    .put("text", candidate.text())
                    .put("type", candidate.kind())
                    .put("start", start)
                    .put("end", end));
    return reply;
  }

  private ObjectNode inspect(Message request) {
    String code = code(request);
    int caret = utf16(code, request.content().path("cursor_pos").asInt(code.length()));
    Optional<MimeBundle> help = kernel.inspect(code, caret);
    ObjectNode reply = ok().put("found", help.isPresent());
    reply.set("data", help.map(MimeBundle::data).orElseGet(MessageCodec::object));
    reply.putObject("metadata");
    return reply;
  }

  private static String code(Message request) {
    return request.content().path("code").asText();
  }

  /** Positions in the protocol count code points. */
  private static int utf16(String text, int codePoints) {
    int within = Math.max(0, Math.min(codePoints, text.codePointCount(0, text.length())));
    return text.offsetByCodePoints(0, within);
  }

  private void busy(Message request, Runnable body) {
    publish(request, STATUS, object().put("execution_state", "busy"));
    try {
      body.run();
    } catch (RuntimeException e) {
      log.error("a request was not answered: {}", request.type(), e);
    } finally {
      publish(request, STATUS, object().put("execution_state", "idle"));
    }
  }

  void publish(Message request, String type, ObjectNode content) {
    sockets.publish(codec.answer(request, type, content));
  }

  /** Asks the client that sent {@code request} for a line; called by the running cell. */
  String ask(Message request, String prompt) {
    sockets.reply(
        sockets.stdin,
        codec.answer(
            request, "input_request", object().put("prompt", prompt).put("password", false)));
    Optional<Message> line = Optional.empty();
    while (line.isEmpty()) {
      line = receive(sockets.stdin, 0);
    }
    return line.get().content().path("value").asText();
  }

  private void reply(ZMQ.Socket socket, Message request, String type, ObjectNode content) {
    sockets.reply(socket, codec.answer(request, type, content));
  }

  private static ObjectNode ok() {
    return status("ok");
  }

  private static ObjectNode status(String status) {
    return object().put(STATUS, status);
  }
}
