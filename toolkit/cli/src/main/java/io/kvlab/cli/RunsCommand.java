package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.session.Session;
import io.kvlab.store.Bundle;
import io.kvlab.store.RowExport;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Stored runs. */
@Command(name = "runs", description = "stored runs: ls, show, rm, export, import, check")
final class RunsCommand implements Callable<Integer> {
  @ParentCommand Main main = new Main();

  @Parameters(arity = "0..1", hidden = true)
  @Nullable String unknown;

  /** Without more words the runs are listed. */
  @Override
  public Integer call() {
    if (unknown != null) {
      throw KvlabException.usage(
          "There is no '"
              + unknown
              + "' for runs; there is ls, show, rm, export, import and check.");
    }
    return ls();
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

  @Command(
      name = "export",
      description =
          "write runs to a file: .zip carries them to another store; .csv, .json, .jsonl and"
              + " .parquet hold their example rows")
  int export(
      @Parameters(index = "0", paramLabel = "FILE") Path file,
      @Parameters(index = "1..*", arity = "1..*", paramLabel = "RUN") List<String> runs) {
    try (Session session = Session.open(main.common.settings())) {
      if (file.toString().toLowerCase(Locale.ROOT).endsWith(".zip")) {
        Bundle.write(session.store(), runs, file);
      } else {
        RowExport.write(session.store(), runs, file);
      }
      System.err.println(runs.size() + " runs were written to " + file);
      return 0;
    }
  }

  @Command(name = "import", description = "bring the runs of .zip files into the store")
  int bring(@Parameters(arity = "1..*", paramLabel = "FILE") List<Path> files) {
    try (Session session = Session.open(main.common.settings())) {
      for (Path file : files) {
        Bundle.read(session.store(), file).forEach(System.err::println);
      }
      return 0;
    }
  }

  @Command(name = "check", description = "read every stored row once and verify it")
  int check() {
    try (Session session = Session.open(main.common.settings())) {
      session.store().check();
      System.err.println(
          session.store().file() + ": " + session.store().list().size() + " runs, all intact");
      return 0;
    }
  }
}
