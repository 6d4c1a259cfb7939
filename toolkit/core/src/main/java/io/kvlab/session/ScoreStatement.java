package io.kvlab.session;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kvlab.KvlabException;
import io.kvlab.engine.RowMaker;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.plan.Protocol;
import io.kvlab.result.ExampleRow;
import io.kvlab.task.Task;
import io.kvlab.task.catalog.TextFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Scores completions that something else has made. */
public final class ScoreStatement {
  private ScoreStatement() {}

  /**
   * The result as a grid with one cell.
   *
   * @param completions lines {@code {"index": N, "text": "..."}}
   */
  public static Outcome score(Task task, Path completions) {
    List<String> lines = TextFiles.read(completions).text().lines().toList();
    List<Integer> indices = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        JsonNode line = parse(lines.get(i), completions, i + 1, task);
        indices.add(line.get("index").intValue());
        texts.add(line.get("text").textValue());
      }
    }
    Set<Integer> seen = new HashSet<>();
    for (int index : indices) {
      if (!seen.add(index)) {
        throw KvlabException.usage(completions + " has two completions of example " + index + ".");
      }
    }
    Sweep sweep =
        new Sweep(
            "(given)",
            "(given)",
            new Answers(
                task.name(),
                task.capability(),
                task.defaultShots(),
                indices,
                task.maxNewTokens(),
                Protocol.STANDARD),
            List.of());
    List<ExampleRow> rows = new ArrayList<>();
    for (int i = 0; i < indices.size(); i++) {
      rows.add(RowMaker.given(sweep.workload(), task, indices.get(i), texts.get(i)));
    }
    Plan plan = new Plan("score " + task.name(), 0, List.of(sweep));
    return new Outcome.Experiment(new Grid("-", plan, rows, "{}", false));
  }

  private static JsonNode parse(String text, Path file, int number, Task task) {
    String where = file + ", line " + number + ": ";
    try {
      JsonNode line = new JsonMapper().readTree(text);
      if (!line.path("index").isInt() || !line.path("text").isTextual()) {
        throw KvlabException.usage(where + "expected {\"index\": N, \"text\": \"...\"}.");
      }
      int index = line.get("index").intValue();
      if (index < 0 || index >= task.size()) {
        throw KvlabException.usage(
            where
                + task.name()
                + " has examples 0 to "
                + (task.size() - 1)
                + ", not "
                + index
                + ".");
      }
      return line;
    } catch (JacksonException e) {
      throw KvlabException.usage(where + "not valid JSON (" + e.getOriginalMessage() + ").");
    }
  }
}
