package io.kvlab.cli;

import io.kvlab.engine.RunProgress;
import io.kvlab.session.Session;
import java.nio.file.Path;

/** A command whose engine, after a few rows, does not come back for minutes, as native code may. */
final class Stubborn {
  private Stubborn() {}

  public static void main(String[] arguments) {
    Common common = new Common();
    common.store = Path.of(arguments[0]);
    common.device = "cpu";
    try (Session session = Session.open(common.settings())) {
      RunProgress stuck =
          new RunProgress() {
            @Override
            public void advanced(long done) {
              if (done >= 4) {
                System.err.println("stuck");
                try {
                  Thread.sleep(300_000);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            }
          };
      Interruption interruption = Interruption.listen(common, session, stuck);
      var outcomes = session.execute(arguments[1], interruption);
      interruption.claim();
      Statements.print(common, outcomes);
    }
  }
}
