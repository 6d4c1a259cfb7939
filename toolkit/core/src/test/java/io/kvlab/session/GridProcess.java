package io.kvlab.session;

import io.kvlab.engine.RunProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Runs one statement on the bundled model in a process of its own, and says how far it is. */
final class GridProcess {
  private GridProcess() {}

  /**
   * @param most after how many stored batches it waits, to be killed there at the latest
   */
  static Process start(Path folder, String statement, long most) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:ErrorFile=/dev/null",
                "-XX:-CreateCoredumpOnCrash",
                "-cp",
                System.getProperty("java.class.path"),
                GridProcess.class.getName(),
                folder.toString(),
                statement,
                "" + most))
        .redirectErrorStream(true)
        .start();
  }

  public static void main(String[] arguments) {
    try (Session session = Workshop.bundled(Path.of(arguments[0]))) {
      session.execute(
          arguments[1],
          new RunProgress() {
            private long left = Long.parseLong(arguments[2]);

            @Override
            public void advanced(long done) {
              System.out.println("stored " + done);
              if (left-- == 0) {
                LockSupport.park(this); // nobody wakes it
              }
            }
          });
      System.out.println("finished");
    }
    Runtime.getRuntime().halt(0);
  }
}
