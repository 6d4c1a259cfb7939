package io.kvlab.cli;

import io.kvlab.session.ScoreStatement;
import io.kvlab.session.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Scores completions made elsewhere. */
@Command(
    name = "score",
    description = "score completions made elsewhere and print the summary frame")
final class ScoreCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();

  @Parameters(paramLabel = "TASK", description = "a task of the manifest")
  String task = "";

  @Option(
      names = "--completions",
      required = true,
      paramLabel = "FILE.jsonl",
      description = "lines {\"index\": N, \"text\": \"...\"}")
  Path completions = Path.of("");

  @Override
  public Integer call() {
    try (Session session = Session.open(main.common.settings())) {
      return Statements.print(
          main.common, List.of(ScoreStatement.score(session.catalog().task(task), completions)));
    }
  }
}
