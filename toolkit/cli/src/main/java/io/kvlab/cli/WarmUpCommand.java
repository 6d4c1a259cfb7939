package io.kvlab.cli;

import io.kvlab.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Touches what a usual start touches; the launcher records these classes for faster starts. */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();

  @Override
  public Integer call() {
    try (Session session = Session.open(main.common.settings())) {
      Statements.print(main.common, session, "show policies");
    }
    return 0;
  }
}
