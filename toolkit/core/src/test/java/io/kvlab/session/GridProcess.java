package io.kvlab.session;

import io.kvlab.engine.RunProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs one statement on the bundled model in a process of its own, and says how far it is. */
final class GridProcess {
  private GridProcess() {}

  static Process start(Path folder, String statement) throws IOException {
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
                statement))
        .redirectErrorStream(true)
        .start();
  }

  public static void main(String[] arguments) {
    try (Session session = Workshop.bundled(Path.of(arguments[0]))) {
      session.execute(
          arguments[1],
          new RunProgress() {
            @Override
            public void advanced(long done) {
              System.out.println("stored " + done);
            }
          });
      System.out.println("finished");
    }
    Runtime.getRuntime().halt(0);
  }
}
