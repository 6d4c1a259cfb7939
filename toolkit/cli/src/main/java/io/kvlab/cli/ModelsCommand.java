package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.hub.Licences;
import io.kvlab.hub.ModelStore;
import io.kvlab.hub.ProgressBar;
import io.kvlab.hub.transfer.HubOptions;
import io.kvlab.hub.transfer.TransferProgress;
import io.kvlab.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The models that can be run. */
@Command(name = "models", description = "models: ls, get")
final class ModelsCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();

  @Override
  public Integer call() {
    throw KvlabException.usage("Say what to do with the models: ls or get.");
  }

  @Command(name = "get", description = "fetch models from the hub and verify them")
  int get(@Parameters(arity = "1..*", paramLabel = "MODEL") List<String> names) {
    try (Session session = Session.open(main.common.settings())) {
      HubOptions hub = HubOptions.fromEnvironment();
      ModelStore store = new ModelStore(session.catalog().manifest(), hub);
      for (String name : names) {
        try (ProgressBar bar = new ProgressBar(System.err)) {
          TransferProgress progress = main.common.quiet ? TransferProgress.silent() : bar;
          System.out.println(
              name + ": " + store.get(name, progress, new Licences(hub, System.err::println)));
        }
      }
      return 0;
    }
  }

  @Command(name = "ls", description = "list the models")
  int ls() {
    try (Session session = Session.open(main.common.settings())) {
      return Statements.print(main.common, session, "show models");
    }
  }
}
