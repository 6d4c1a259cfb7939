package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.session.Rechecking;
import io.kvlab.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Whether this machine gives the rows that another, or an earlier kvlab, gave. */
@Command(
    name = "recheck",
    description =
        "compute a sample of a stored run's rows again on this machine and say which differ, and in"
            + " what; --seed draws another sample",
    sortOptions = false)
final class RecheckCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();

  @Parameters(index = "0", paramLabel = "RUN", description = "an id or its beginning")
  String run = "";

  @Parameters(index = "1..*", arity = "0..*", hidden = true)
  List<String> words = List.of();

  @Option(
      names = "--share",
      paramLabel = "SHARE",
      description = "which part of the examples, above 0 and up to 1 (default 0.05)")
  double share = 0.05;

  /** 1 where rows differ: what was to be shown is not so. */
  @Override
  public Integer call() {
    double part = share();
    try (Session session = Session.open(main.common.settings())) {
      Interruption interruption =
          Interruption.listen(main.common, session, Statements.progress(main.common));
      Rechecking.Found found = session.recheck(run, part, interruption);
      interruption.claim();
      int printed = Statements.print(main.common, List.of(found.outcome()));
      return printed != 0 || found.different() == 0 ? printed : 1;
    }
  }

  /** {@code recheck RUN share 0.05} is understood as well. */
  private double share() {
    List<String> given = new ArrayList<>(words);
    if (given.isEmpty()) {
      return share;
    }
    try {
      if (given.size() == 2 && given.get(0).equals("share")) {
        return Double.parseDouble(given.get(1));
      }
    } catch (NumberFormatException e) {
      throw new KvlabException(
          KvlabException.Kind.USAGE, "'" + given.get(1) + "' is no number; write share 0.05.", e);
    }
    throw KvlabException.usage(
        "'" + String.join(" ", given) + "' is not understood; write: recheck RUN --share 0.05.");
  }
}
