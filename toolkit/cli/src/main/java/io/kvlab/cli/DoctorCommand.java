package io.kvlab.cli;

import io.kvlab.session.Health;
import io.kvlab.session.Health.Finding;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What was found of the machine, and what is missing and how to get it. */
@Command(
    name = "doctor",
    description = "say what was found of this machine, what is missing and how to get it")
final class DoctorCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();

  @Option(
      names = "--report",
      description = "print all that a report of a fault needs: processor, libraries, settings")
  boolean report;

  @Override
  public Integer call() {
    List<Finding> findings = Health.examine(main.common.settings());
    if (report) {
      System.out.println(
          Health.report(new Version().getVersion()[0], findings, main.common.settings()));
    } else if (main.common.format == Common.Format.JSON) {
      System.out.println(Health.json(findings));
    } else {
      for (Finding finding : findings) {
        System.out.printf(
            Locale.ROOT, "%-4s %-10s %s%n", mark(finding), finding.subject(), finding.text());
      }
    }
    return findings.stream().anyMatch(f -> f.state() == Health.State.BROKEN) ? 1 : 0;
  }

  private static String mark(Finding finding) {
    return switch (finding.state()) {
      case FINE -> "ok";
      case MISSING -> "-";
      case BROKEN -> "FAIL";
    };
  }
}
