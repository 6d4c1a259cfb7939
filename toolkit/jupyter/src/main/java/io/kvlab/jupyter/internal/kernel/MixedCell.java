package io.kvlab.jupyter.internal.kernel;

import io.kvlab.dsl.DslException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jetbrains.kotlinx.jupyter.exceptions.ReplCompilerException;

/** The way out of a cell in which Kotlin and statements stand beside each other. */
final class MixedCell {
  private static final Pattern KOTLIN =
      Pattern.compile(
          "\\s*(?:(?:val|var|fun|import|class|data class|object|for|if|while|when|return|println"
              + "|print|listOf|mapOf)\\b.*|\\w+\\s*=\\s*(?!compress|baseline|attention|generate).*|[}{)].*"
              + "|\\w+(?:\\.\\w+)*\\(.*|\\w+(?:\\.\\w+)+.*)");

  private MixedCell() {}

  /** A statement's failure, with a hint where the wrong line is Kotlin. */
  static CellReply.Failed told(CellReply.Failed failed, Throwable cause, String text) {
    if (!(cause instanceof DslException wrong)) {
      return failed;
    }
    int line = wrong.problem().span().line();
    List<String> lines = text.lines().toList();
    boolean kotlin =
        line > 1 && line <= lines.size() && KOTLIN.matcher(lines.get(line - 1)).matches();
    return kotlin
        ? with(
            failed,
            "Line "
                + line
                + " reads like Kotlin, and a cell that begins with a statement is kvlab's language as"
                + " a whole: put the Kotlin into a cell of its own, or begin the cell with Kotlin and"
                + " each statement's line with %kv.")
        : failed;
  }

  /** Kotlin's failure; where a line is a statement, how such a line is written. */
  static CellReply.Failed told(
      CellReply.Failed failed, Throwable cause, String text, Predicate<String> statement) {
    if (!(cause instanceof ReplCompilerException)) {
      return failed;
    }
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#") && statement.test(line)) {
        String hint =
            "Line %d reads like a statement of kvlab's language; in a Kotlin cell its line begins with"
                + " %%kv:\n  %%kv %s";
        return CellReply.Failed.of(failed.name(), hint.formatted(i + 1, line));
      }
    }
    return failed;
  }

  private static CellReply.Failed with(CellReply.Failed failed, String hint) {
    List<String> lines = new ArrayList<>(failed.lines());
    hint.lines().forEach(lines::add);
    return new CellReply.Failed(failed.name(), failed.message(), lines);
  }
}
