package io.kvlab.jupyter.internal.kernel;

import io.kvlab.KvlabException;
import java.util.ArrayList;
import java.util.List;
import kotlin.script.experimental.api.ScriptDiagnostic;
import kotlin.script.experimental.api.SourceCode;
import org.jetbrains.kotlinx.jupyter.exceptions.ReplCompilerException;
import org.jetbrains.kotlinx.jupyter.exceptions.ReplEvalRuntimeException;
import org.jspecify.annotations.Nullable;

/** What a reader sees of a failure in a Kotlin cell: the place in the cell, not the machinery. */
final class KotlinFailure {
  private KotlinFailure() {}

  static CellReply.Failed of(Throwable failure, String code) {
    if (failure instanceof ReplCompilerException compiler) {
      return compilation(compiler, code);
    }
    if (failure instanceof ReplEvalRuntimeException && failure.getCause() != null) {
      return thrown(failure.getCause());
    }
    return thrown(failure);
  }

  private static CellReply.Failed compilation(ReplCompilerException failure, String code) {
    List<String> lines = new ArrayList<>();
    if (failure.getErrorResult() != null) {
      for (ScriptDiagnostic report : failure.getErrorResult().getReports()) {
        if (report.getSeverity().compareTo(ScriptDiagnostic.Severity.ERROR) >= 0) {
          lines.addAll(pointed(report, code));
        }
      }
    }
    if (lines.isEmpty()) {
      lines.addAll(String.valueOf(failure.getMessage()).lines().toList());
    }
    return new CellReply.Failed("Kotlin", lines.get(0), lines);
  }

  private static List<String> pointed(ScriptDiagnostic report, String code) {
    SourceCode.@Nullable Location place = report.getLocation();
    List<String> source = code.lines().toList();
    if (place == null || place.getStart().getLine() > source.size()) {
      return List.of(report.getMessage());
    }
    int line = place.getStart().getLine();
    int column = place.getStart().getCol();
    return List.of(
        "line " + line + ", column " + column + ": " + report.getMessage(),
        "  " + source.get(line - 1),
        "  " + " ".repeat(Math.max(0, column - 1)) + "^");
  }

  private static CellReply.Failed thrown(Throwable cause) {
    if (cause instanceof KvlabException failure) {
      return CellReply.Failed.of(
          failure.kind() == KvlabException.Kind.INTERRUPTED ? "Interrupted" : "kvlab",
          String.valueOf(cause.getMessage()));
    }
    String name = cause.getClass().getName();
    String message = cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    List<String> lines = new ArrayList<>(message.lines().toList());
    for (StackTraceElement frame : cause.getStackTrace()) {
      if (frame.getClassName().startsWith("Line_")) {
        lines.add("  at line " + frame.getLineNumber() + " of the cell");
        break;
      }
    }
    return new CellReply.Failed(cause.getClass().getSimpleName(), lines.get(0), lines);
  }
}
