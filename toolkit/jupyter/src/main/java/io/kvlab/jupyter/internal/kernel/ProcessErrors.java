package io.kvlab.jupyter.internal.kernel;

import ch.qos.logback.core.OutputStreamAppender;
import java.io.FileDescriptor;
import java.io.FileOutputStream;

/** Logs to the process's error stream, whatever {@code System.err} is at the moment. */
public final class ProcessErrors<E> extends OutputStreamAppender<E> {
  @Override
  public void start() {
    setOutputStream(new FileOutputStream(FileDescriptor.err));
    super.start();
  }
}
