package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.Statement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** The {@code report} statement for stored runs, several of them as one result. */
@Command(name = "report", description = "stored runs as a page: card, paper", sortOptions = false)
final class ReportCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();

  @Override
  public Integer call() {
    throw KvlabException.usage(
        "Say what to report of which run: report paper RUN, or report card RUN.");
  }

  @Command(
      name = "paper",
      description =
          "lay runs beside the published study: its tables, its six observations, and what cannot"
              + " show an effect beside the same task at question (run where it is missing)")
  int paper(
      @Parameters(arity = "1..*", paramLabel = "RUN", description = "an id or its beginning")
          List<String> runs,
      @Option(names = "--to", paramLabel = "FILE.html", description = "write a page")
          @Nullable Path file) {
    return report(Statement.Report.Kind.PAPER, runs, file);
  }

  @Command(name = "card", description = "a result as one page that needs no network")
  int card(
      @Parameters(arity = "1..*", paramLabel = "RUN", description = "an id or its beginning")
          List<String> runs,
      @Option(names = "--to", required = true, paramLabel = "FILE.html", description = "the page")
          Path file) {
    return report(Statement.Report.Kind.CARD, runs, file);
  }

  private int report(Statement.Report.Kind kind, List<String> runs, @Nullable Path file) {
    return Statements.compute(
        main.common,
        (session, progress) -> session.report(kind, runs, Optional.ofNullable(file), progress));
  }
}
