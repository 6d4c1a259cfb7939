package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Stored runs. */
@Command(name = "runs", description = "stored runs: ls, show, rm")
final class RunsCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();

  @Override
  public Integer call() {
    throw KvlabException.usage("Say what to do with the runs: ls, show or rm.");
  }

  @Command(name = "ls", description = "list the stored runs")
  int ls() {
    try (Session session = Session.open(main.common.settings())) {
      return Statements.print(main.common, session, "show runs");
    }
  }

  @Command(
      name = "show",
      description = "the summary frame of a stored run, and what it was computed with")
  int show(@Parameters(paramLabel = "RUN", description = "an id or its beginning") String run) {
    try (Session session = Session.open(main.common.settings())) {
      return Statements.print(main.common, List.of(session.stored(run)));
    }
  }

  @Command(name = "rm", description = "remove stored runs and their rows")
  int rm(@Parameters(arity = "1..*", paramLabel = "RUN") List<String> runs) {
    try (Session session = Session.open(main.common.settings())) {
      for (String run : runs) {
        String id = session.store().show(run).id();
        session.store().remove(id);
        System.err.println("removed " + id);
      }
      return 0;
    }
  }
}
