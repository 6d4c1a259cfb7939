package io.kvlab.jupyter.internal.wire;

import io.kvlab.KvlabException;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import org.zeromq.ZMsg;

/** The five sockets of a kernel, bound to the address that the connection file names. */
final class Sockets implements AutoCloseable {
  /** How long a closing socket may still deliver what was sent, in milliseconds. */
  private static final int LINGER = 1000;

  private final ZContext context = new ZContext();
  private final MessageCodec codec;
  final ZMQ.Socket shell;
  final ZMQ.Socket control;
  final ZMQ.Socket stdin;
  final ZMQ.Socket heartbeat;
  private final ZMQ.Socket iopub;

  Sockets(ConnectionFile connection, MessageCodec codec) {
    this.codec = codec;
    context.setLinger(LINGER);
    shell = bind(SocketType.ROUTER, connection.address(connection.shell()));
    control = bind(SocketType.ROUTER, connection.address(connection.control()));
    stdin = bind(SocketType.ROUTER, connection.address(connection.stdin()));
    heartbeat = bind(SocketType.REP, connection.address(connection.heartbeat()));
    iopub = bind(SocketType.XPUB, connection.address(connection.iopub()));
    iopub.setXpubVerbose(true);
  }

  private ZMQ.Socket bind(SocketType type, String address) {
    ZMQ.Socket socket = context.createSocket(type);
    socket.setLinger(LINGER);
    socket.setSndHWM(0);
    try {
      socket.bind(address);
    } catch (ZMQException e) {
      throw KvlabException.run("The kernel cannot listen at " + address + ": " + e.getMessage(), e);
    }
    return socket;
  }

  /** Sends on the socket that {@code parent} came from; only that socket's thread may call it. */
  void reply(ZMQ.Socket socket, Message message) {
    codec.encode(message).send(socket);
  }

  /** Sends to everyone who listens; any thread may call it. */
  void publish(Message message) {
    ZMsg frames = codec.encode(message);
    synchronized (iopub) {
      frames.send(iopub);
    }
  }

  /** Whether somebody has begun to listen since this was asked last. */
  boolean heard() {
    boolean subscribed = false;
    synchronized (iopub) {
      byte[] event = iopub.recv(ZMQ.DONTWAIT);
      while (event != null) {
        subscribed |= event.length > 0 && event[0] == 1;
        event = iopub.recv(ZMQ.DONTWAIT);
      }
    }
    return subscribed;
  }

  @Override
  public void close() {
    context.close();
  }
}
