package io.kvlab.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvlab.KvlabException;
import io.kvlab.engine.RowMaker;
import io.kvlab.engine.RowMaker.Given;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.plan.Protocol;
import io.kvlab.result.ExampleRow;
import io.kvlab.task.JsonLines;
import io.kvlab.task.Task;
import io.kvlab.task.catalog.TextFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Scores completions that something else has made. */
public final class ScoreStatement {
  private ScoreStatement() {}

  /**
   * The result as a grid with one cell.
   *
   * @param completions lines {@code {"index": N, "text": "..."}}; an example may have several, each
   *     of which counts
   */
  public static Outcome score(Task task, Path completions) {
    List<Given> given = new ArrayList<>();
    Map<Integer, Integer> seen = new HashMap<>();
    JsonLines.read(
        completions.toString(),
        TextFiles.read(completions).text(),
        (number, line) -> {
          int index = index(line, completions + ", line " + number + ": ", task);
          given.add(
              new Given(index, line.get("text").textValue(), seen.merge(index, 1, Integer::sum)));
        });
    Sweep sweep =
        new Sweep(
            "(given)",
            "(given)",
            new Answers(
                task.name(),
                task.capability(),
                task.defaultShots(),
                given.stream().map(Given::index).toList(),
                task.maxNewTokens(),
                Protocol.STANDARD),
            List.of());
    List<ExampleRow> rows =
        given.stream().map(each -> RowMaker.given(sweep.workload(), task, each)).toList();
    Plan plan = new Plan("score " + task.name(), 0, List.of(sweep));
    return new Outcome.Experiment(new Grid("-", plan, rows, "{}", false));
  }

  private static int index(JsonNode line, String where, Task task) {
    if (!line.path("index").isInt() || !line.path("text").isTextual()) {
      throw KvlabException.usage(where + "expected {\"index\": N, \"text\": \"...\"}.");
    }
    int index = line.get("index").intValue();
    if (index < 0 || index >= task.size()) {
      throw KvlabException.usage(
          "%s%s has examples 0 to %d, not %d."
              .formatted(where, task.name(), task.size() - 1, index));
    }
    return index;
  }
}
