package io.kvlab.jupyter.internal.kernel;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What users of other notebooks type: honored where it means something here, else told in one
 * sentence what does the same.
 */
sealed interface Habit {
  /** Help on a name; on everything where it is empty. */
  record Help(String name) implements Habit {}

  /** Run the rest and say how long it took. */
  record Timed(String rest) implements Habit {}

  /** List what is bound. */
  record Variables() implements Habit {}

  /**
   * Nothing that this kernel does.
   *
   * @param sentence what to do instead
   */
  record Elsewhere(String sentence) implements Habit {}

  Pattern HELP =
      Pattern.compile(
          "\\?{1,2}\\s*(?<after>[\\w.\\-\"]*)|(?<before>[\\w.\\-\"]+)\\s*\\?{1,2}"
              + "|:help(?:\\s+(?<colon>[\\w.\\-\"]+))?|help\\(\\s*(?<call>[\\w.\\-\"]*)\\s*\\)");
  Pattern TIMED = Pattern.compile("%%?time(?:\\s|$)");
  Pattern VARIABLES = Pattern.compile("%whos?|:vars");
  Pattern LEAVE = Pattern.compile("(?:exit|quit)(?:\\(\\))?|:(?:q|quit|exit)");
  Pattern MAGIC = Pattern.compile("(?m)^[ \\t]*(%{1,2})([A-Za-z]\\w*)");
  Pattern SHELL = Pattern.compile("\\A!\\s*([\\w./-]+)(?![\\w./-]|\\s*(?:[(=&|<>+*?:]|-\\s))");

  /** The magics of the Kotlin part. */
  Set<String> KOTLINS =
      Set.of(
          "use",
          "trackClasspath",
          "trackExecution",
          "dumpClassesForSpark",
          "output",
          "useLatestDescriptors",
          "logLevel",
          "logHandler");

  String SHELL_SENTENCE =
      "A kvlab notebook runs no shell commands: use Jupyter's terminal (File > New > Terminal).";

  Map<String, String> SENTENCES =
      Map.ofEntries(
          Map.entry(
              "matplotlib",
              "kvlab draws its own plots and needs no '%matplotlib': 'plot degradation of RESULT'"
                  + " shows one, 'help plot' names the others."),
          Map.entry(
              "timeit", "There is no '%timeit' here: '%%time' on a cell's first line times it."),
          Map.entry("bash", SHELL_SENTENCE),
          Map.entry("sh", SHELL_SENTENCE),
          Map.entry("script", SHELL_SENTENCE),
          Map.entry("cd", "A kvlab notebook stays in its folder; give files with their path."),
          Map.entry(
              "pip",
              "kvlab's cells are Kotlin and its own language, so Python packages are of no use here;"
                  + " '%use NAME' brings a Kotlin library."),
          Map.entry(
              "conda",
              "kvlab's cells are Kotlin and its own language, so Python packages are of no use here;"
                  + " '%use NAME' brings a Kotlin library."),
          Map.entry(
              "run",
              "There is no '%run' here: './kvlab run FILE.kv' executes a file of statements,"
                  + " './kvlab notebook run FILE.ipynb' a notebook."),
          Map.entry("html", "There is no '%%html' here: HTML(\"...\") in a Kotlin cell shows it."),
          Map.entry(
              "python",
              "These cells are Kotlin and kvlab's language; for '%kv' in a Python notebook install"
                  + " toolkit/python with pip."),
          Map.entry(
              "load_ext",
              "Nothing has to be loaded here: every cell already speaks kvlab's language; '%load_ext"
                  + " kvlab' is for Python notebooks."));

  /**
   * What the cell asks for, if it is no Kotlin and no statement.
   *
   * @param variable whether a Kotlin variable has this name
   */
  static Optional<Habit> of(String cell, Predicate<String> variable) {
    String text = cell.strip();
    Matcher help = HELP.matcher(text);
    if (help.matches()) {
      for (String group : new String[] {"after", "before", "colon", "call"}) {
        if (help.group(group) != null) {
          return Optional.of(new Help(help.group(group).replace("\"", "")));
        }
      }
      return Optional.of(new Help(""));
    }
    if (TIMED.matcher(text).lookingAt()) {
      int start = cell.indexOf("time") + "time".length();
      return Optional.of(new Timed(cell.substring(start)));
    }
    if (VARIABLES.matcher(text).matches()) {
      return Optional.of(new Variables());
    }
    if (LEAVE.matcher(text).matches() && !variable.test(text)) {
      return Optional.of(
          new Elsewhere("The kernel ends with Kernel > Shut Down Kernel; a cell does not end it."));
    }
    Matcher shell = SHELL.matcher(text);
    if (shell.find() && !variable.test(shell.group(1))) {
      return Optional.of(new Elsewhere(SHELL_SENTENCE));
    }
    return magic(cell);
  }

  private static Optional<Habit> magic(String cell) {
    Matcher magic = MAGIC.matcher(cell);
    boolean first = true;
    while (magic.find()) {
      String name = magic.group(2);
      boolean begins = first && cell.substring(0, magic.start()).isBlank();
      first = false;
      boolean ours = name.equals("kv") || KOTLINS.contains(name);
      if (!ours && (begins || SENTENCES.containsKey(name))) {
        return Optional.of(
            new Elsewhere(
                SENTENCES.getOrDefault(
                    name,
                    "There is no '%s%s' here: there are %%kv and %%%%kv for statements, %%%%time, %%whos,"
                            .formatted(magic.group(1), name)
                        + " ?NAME for help, and Kotlin's %use.")));
      }
    }
    return Optional.empty();
  }
}
