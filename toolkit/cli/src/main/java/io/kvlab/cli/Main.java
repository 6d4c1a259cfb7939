package io.kvlab.cli;

import io.kvlab.KvlabException;
import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.DslException;
import io.kvlab.dsl.Suggestions;
import io.kvlab.engine.OutOfMemory;
import io.kvlab.internal.SystemText;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

/** {@code ./kvlab 'compress shotkv ratio 0.1 on gsm-mini with nano'} and everything beside it. */
@Command(
    name = "kvlab",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "What does KV-cache compression do to a language model's abilities?",
      "",
      "Give a statement of the language, for example:",
      "  kvlab 'compress shotkv ratio 0.1 on gsm-mini with nano'",
      "  kvlab 'help compress'",
      ""
    },
    subcommands = {
      RunCommand.class,
      ReplCommand.class,
      GenerateCommand.class,
      ChatCommand.class,
      SelectCommand.class,
      ScoreCommand.class,
      DataCommand.class,
      ModelsCommand.class,
      RunsCommand.class,
      RecheckCommand.class,
      ReportCommand.class,
      TrainCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      NotebookCommand.class,
      JupyterCommand.class,
      ServeCommand.class,
      TestCommand.class,
      WarmUpCommand.class
    })
public final class Main implements java.util.concurrent.Callable<Integer> {
  @Mixin final Common common = new Common();

  @Parameters(arity = "0..*", paramLabel = "STATEMENT", description = "text of the language")
  List<String> statements = List.of();

  @CommandLine.Spec CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    SystemText.printUtf8();
    int code = start(args);
    System.out.flush();
    System.err.flush();
    // Native threads of libtorch need no orderly end: whatever had to be saved is saved by now.
    Runtime.getRuntime().halt(System.out.checkError() && code == 0 ? 1 : code);
  }

  private static int start(String... args) {
    try {
      SystemText.requireWhole(args);
    } catch (KvlabException e) {
      return report(e);
    }
    return execute(args);
  }

  /** Runs one command; the exit code. */
  static int execute(String... args) {
    CommandLine line = commandLine();
    try {
      return line.execute(statementsJoined(line.getCommandSpec(), args));
    } catch (OutOfMemoryError | StackOverflowError e) {
      return report(e); // exceptions are caught within, errors are not
    }
  }

  /**
   * The arguments with the words of a statement as one: {@code show models} need not be quoted,
   * although a command is called {@code models}.
   */
  private static String[] statementsJoined(CommandLine.Model.CommandSpec spec, String... args) {
    List<String> joined = new ArrayList<>();
    int statement = -1; // where in the joined arguments the statement is
    for (int i = 0; i < args.length; i++) {
      OptionSpec option = spec.optionsMap().get(args[i].replaceFirst("(?s)=.*", ""));
      if (option != null || (statement < 0 && args[i].startsWith("-"))) {
        joined.add(args[i]);
        boolean valueFollows = option != null && option.arity().min() > 0 && !args[i].contains("=");
        if (valueFollows && i + 1 < args.length) {
          joined.add(args[++i]);
        }
      } else if (statement >= 0) {
        joined.set(statement, joined.get(statement) + " " + args[i]);
      } else if (spec.subcommands().containsKey(args[i])) {
        return args;
      } else {
        statement = joined.size();
        joined.add(args[i]);
      }
    }
    return joined.toArray(String[]::new);
  }

  static CommandLine commandLine() {
    return commandLine(new Main());
  }

  static CommandLine commandLine(Main main) {
    CommandLine line = new CommandLine(main);
    line.getSubcommands().values().forEach(Main::takesHelp);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure));
    line.setParameterExceptionHandler(
        (problem, rejected) -> {
          System.err.println("kvlab: " + sentence(problem));
          System.err.println("'kvlab " + path(problem.getCommandLine()) + "--help' says more.");
          return KvlabException.Kind.USAGE.exitCode();
        });
    return line;
  }

  /** Every command says what it takes. */
  private static void takesHelp(CommandLine command) {
    CommandLine.Model.CommandSpec spec = command.getCommandSpec();
    if (!spec.optionsMap().containsKey("--help")) {
      spec.addOption(
          OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .description("show this help and end")
              .build());
    }
    command.getSubcommands().values().forEach(Main::takesHelp);
  }

  private static String sentence(CommandLine.ParameterException problem) {
    String message = String.valueOf(problem.getMessage()).replaceFirst("^Error: ", "");
    if (problem instanceof CommandLine.UnmatchedArgumentException unmatched) {
      List<String> options =
          List.copyOf(problem.getCommandLine().getCommandSpec().optionsMap().keySet());
      return Suggestions.closest(unmatched.getUnmatched().get(0), options)
          .map(meant -> message + ". Did you mean '" + meant + "'?")
          .orElse(message);
    }
    return message;
  }

  private static String path(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName(" ");
    return name.equals("kvlab") ? "" : name.substring("kvlab ".length()) + " ";
  }

  @Override
  public Integer call() {
    if (statements.isEmpty()) {
      spec.commandLine().usage(System.err);
      return KvlabException.Kind.USAGE.exitCode();
    }
    String text = String.join(" ", statements);
    String first = text.strip().split("\\s", 2)[0];
    boolean word = !first.isEmpty() && first.chars().allMatch(Character::isLetter);
    if (word && !Dsl.keywords().contains(first.toLowerCase(Locale.ROOT)) && !text.contains("=")) {
      Suggestions.closest(first, spec.subcommands().keySet())
          .ifPresent(
              meant -> {
                throw KvlabException.usage(
                    "There is no command '" + first + "'. Did you mean '" + meant + "'?");
              });
    }
    return Statements.execute(common, text);
  }

  /** One sentence on stderr for what a user can mend; a trace only for defects of kvlab. */
  static int report(Throwable failure) {
    if (failure instanceof DslException wrong) {
      System.err.println("kvlab: " + wrong.rendered());
      return KvlabException.Kind.USAGE.exitCode();
    }
    if (failure instanceof KvlabException known) {
      System.err.println("kvlab: " + known.getMessage());
      return known.kind().exitCode();
    }
    if (failure instanceof InvalidPathException wrong) {
      System.err.println("kvlab: " + SystemText.noPath(wrong.getInput(), wrong.getReason()));
      return KvlabException.Kind.USAGE.exitCode();
    }
    if (OutOfMemory.is(failure)) {
      System.err.println(
          "kvlab: the memory does not suffice; 'set batch 1', shorter prompts or a smaller model"
              + " take less, KVLAB_JAVA_OPTIONS=-Xmx8g gives the Java heap more. Finished examples"
              + " are stored.");
      return KvlabException.Kind.RUN.exitCode();
    }
    if (String.valueOf(failure).contains("unable to create native thread")) {
      System.err.println(
          "kvlab: the system allows no further threads; end other programs or raise its limit"
              + " (ulimit -u). Finished examples are stored.");
      return KvlabException.Kind.RUN.exitCode();
    }
    System.err.println(
        "kvlab: this is a defect of kvlab, please report it with the lines below: " + failure);
    failure.printStackTrace();
    return KvlabException.Kind.RUN.exitCode();
  }
}
