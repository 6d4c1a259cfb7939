package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The models that can be run. */
@Command(name = "models", description = "models: ls")
final class ModelsCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();

  @Override
  public Integer call() {
    throw KvlabException.usage("Say what to do with the models: ls.");
  }

  @Command(name = "ls", description = "list the models")
  int ls() {
    try (Session session = Session.open(main.common.settings())) {
      return Statements.print(main.common, session, "show models");
    }
  }
}
