package io.kvlab.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kvlab.KvlabException;
import io.kvlab.hub.DataStore;
import io.kvlab.hub.Licences;
import io.kvlab.hub.ProgressBar;
import io.kvlab.hub.transfer.HubOptions;
import io.kvlab.hub.transfer.TransferProgress;
import io.kvlab.manifest.Dataset;
import io.kvlab.report.table.Plain;
import io.kvlab.session.Session;
import io.kvlab.task.Prompt;
import io.kvlab.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** What can be evaluated: lists it, checks it, shows one prompt exactly. */
@Command(name = "data", description = "datasets: ls, get, check, show", sortOptions = false)
final class DataCommand implements Callable<Integer> {
  private static final int NAMED = 5;

  @ParentCommand Main main = new Main();

  @Override
  public Integer call() {
    throw KvlabException.usage("Say what to do with the data: ls, get, check or show.");
  }

  @Command(name = "ls", description = "list the datasets")
  int ls() {
    return withSession("show tasks");
  }

  @Command(name = "get", description = "fetch datasets and verify them")
  int get(@Parameters(arity = "1..*", paramLabel = "TASK") List<String> names) {
    try (Session session = Session.open(main.common.settings())) {
      HubOptions hub = HubOptions.fromEnvironment();
      DataStore store = session.catalog().data();
      for (String name : names) {
        try (ProgressBar bar = new ProgressBar(System.err)) {
          TransferProgress progress = main.common.quiet ? TransferProgress.silent() : bar;
          store
              .get(name, progress, new Licences(hub, System.err::println))
              .forEach(item -> System.out.println(name + ": " + item.path()));
        }
      }
      return 0;
    }
  }

  @Command(name = "check", description = "read datasets and check every prompt and its gold answer")
  int check(
      @Parameters(arity = "0..*", paramLabel = "TASK", description = "default: all that are here")
          List<String> names) {
    try (Session session = Session.open(main.common.settings())) {
      int broken = 0;
      DataStore store = session.catalog().data();
      List<String> tasks =
          names == null || names.isEmpty()
              ? store.list().stream().map(Dataset::name).filter(store::present).toList()
              : names;
      for (String name : tasks) {
        broken += checked(session, name) ? 0 : 1;
      }
      return broken == 0 ? 0 : 1;
    }
  }

  private static boolean checked(Session session, String name) {
    try {
      Task task = session.catalog().task(name);
      List<String> problems = new ArrayList<>();
      for (int i = 0; i < task.size(); i++) {
        task.prompt(i, task.defaultShots());
        requireOneRightChoice(task, i);
        task.goldProblem(i).ifPresent(problems::add);
      }
      if (!problems.isEmpty()) {
        problems.stream().limit(NAMED).forEach(p -> System.out.println(name + ": " + p));
        int more = problems.size() - NAMED;
        System.out.print(more > 0 ? name + ": and " + more + " more like it\n" : "");
        return false;
      }
      System.out.println(
          name + ": " + task.size() + " examples, sha256 " + task.provenance().sha256());
      return true;
    } catch (KvlabException e) {
      System.out.println(name + ": " + e.getMessage());
      return false;
    }
  }

  /** Of the choices of a multiple-choice prompt, one must be the gold answer. */
  private static void requireOneRightChoice(Task task, int index) {
    List<String> choices = task.choices(index);
    long right = choices.stream().filter(c -> task.score(index, c).value() == 1).count();
    if (!choices.isEmpty() && right != 1) {
      Prompt prompt = task.prompt(index, 0);
      throw KvlabException.run(
          "of the choices of %s, %d are its gold answer '%s'; check 'choices', 'gold' and 'extract'"
              .formatted(prompt.id(), right, prompt.gold()));
    }
  }

  @Command(
      name = "show",
      description = "print one prompt exactly, with its shots, gold answer and id")
  int show(
      @Parameters(index = "0", paramLabel = "TASK") String name,
      @Parameters(index = "1", paramLabel = "INDEX") int index,
      @Option(names = "--shots", paramLabel = "N") @Nullable Integer shots,
      @Option(names = "--json", description = "the same as --format json") boolean json) {
    try (Session session = Session.open(main.common.settings())) {
      Task task = session.catalog().task(name);
      if (index < 0 || index >= task.size()) {
        throw KvlabException.usage(
            name + " has examples 0 to " + (task.size() - 1) + ", not " + index + ".");
      }
      Prompt prompt = task.prompt(index, shots == null ? task.defaultShots() : shots);
      if (json || main.common.format == Common.Format.JSON) {
        System.out.println(document(prompt));
      } else {
        System.out.println(Plain.text(prompt.text()));
        System.err.println("id:    " + Plain.line(prompt.id()));
        System.err.println("gold:  " + Plain.line(prompt.gold()));
        System.err.println("shots: " + prompt.shots());
      }
      return 0;
    }
  }

  private static ObjectNode document(Prompt prompt) {
    ObjectNode node = new JsonMapper().createObjectNode();
    node.put("id", prompt.id());
    node.put("prompt", prompt.text());
    node.put("gold", prompt.gold());
    ArrayNode spans = node.putArray("shots");
    prompt.shots().forEach(shot -> spans.addArray().add(shot.from()).add(shot.to()));
    return node;
  }

  private int withSession(String statement) {
    try (Session session = Session.open(main.common.settings())) {
      return Statements.print(main.common, session, statement);
    }
  }
}
