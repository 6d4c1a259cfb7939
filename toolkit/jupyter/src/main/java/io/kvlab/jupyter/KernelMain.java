package io.kvlab.jupyter;

import io.kvlab.KvlabException;
import io.kvlab.internal.SystemText;
import io.kvlab.jupyter.internal.kernel.Kernel;
import io.kvlab.jupyter.internal.wire.KernelServer;
import io.kvlab.session.Settings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What Jupyter starts: one process serves one notebook. */
public final class KernelMain {
  private KernelMain() {}

  /**
   * @param arguments the connection file that Jupyter wrote
   */
  public static void main(String[] arguments) {
    SystemText.printUtf8();
    Logging.configure();
    if (arguments.length != 1) {
      System.err.println("kvlab: Jupyter starts this with the path of a connection file.");
      System.exit(2);
    }
    try {
      SystemText.requireWhole(arguments);
      endWithParent();
      Kernel kernel = Kernel.open(Settings.ofUser(), Path.of(""));
      KernelServer.serve(kernel, Path.of(arguments[0]));
      closeInTime(kernel);
    } catch (KvlabException e) {
      System.err.println("kvlab: " + e.getMessage());
      System.exit(e.kind().exitCode());
    }
    System.exit(0);
  }

  /** A kernel without its Jupyter is of no use to anyone. */
  private static void endWithParent() {
    Optional.ofNullable(System.getenv("JPY_PARENT_PID"))
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
        .ifPresent(parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0)));
  }

  private static void closeInTime(Kernel kernel) {
    Thread closing = new Thread(kernel::close, "close");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(TimeUnit.SECONDS.toMillis(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
