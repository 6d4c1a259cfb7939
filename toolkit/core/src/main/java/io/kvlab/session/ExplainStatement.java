package io.kvlab.session;

import io.kvlab.engine.PlanTree;
import io.kvlab.engine.RunOptions;
import io.kvlab.engine.SweepCost;
import io.kvlab.engine.Workbench;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Answers;
import io.kvlab.plan.Plan.Fidelity;
import io.kvlab.plan.Plan.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** {@code explain compress ...}: what would be computed, and what it would need. */
final class ExplainStatement {
  private final Workbench workbench;
  private final RunOptions options;

  ExplainStatement(Workbench workbench, RunOptions options) {
    this.workbench = workbench;
    this.options = options;
  }

  Outcome explain(Plan plan) {
    StringColumn model = StringColumn.create("model");
    StringColumn task = StringColumn.create("task");
    LongColumn examples = LongColumn.create("examples");
    LongColumn cells = LongColumn.create("cells");
    LongColumn longest = LongColumn.create("longest_prompt");
    LongColumn prefix = LongColumn.create("shared_prefix");
    LongColumn pieces = LongColumn.create("pieces");
    LongColumn prefills = LongColumn.create("prefills");
    LongColumn read = LongColumn.create("prefill_tokens");
    DoubleColumn saving = DoubleColumn.create("times_fewer");
    LongColumn branches = LongColumn.create("branches");
    LongColumn distinct = LongColumn.create("distinct");
    LongColumn checked = LongColumn.create("answer_tokens");
    StringColumn weights = StringColumn.create("weights");
    StringColumn memory = StringColumn.create("peak_memory");
    DoubleColumn seconds = DoubleColumn.create("seconds");
    List<String> notes = new ArrayList<>();
    List<PlanTree> trees = new ArrayList<>();
    for (Sweep sweep : plan.sweeps()) {
      Optional<Answers> asked =
          sweep
              .work()
              .match(
                  Optional::of,
                  text -> {
                    notes.add(fidelity(sweep, text));
                    return Optional.empty();
                  });
      if (asked.isEmpty()) {
        continue;
      }
      Answers answers = asked.get();
      SweepCost cost = SweepCost.of(sweep, answers, workbench, options, plan.seed());
      trees.add(cost.tree());
      model.append(sweep.model());
      task.append(answers.name());
      examples.append(cost.examples());
      cells.append(cost.cells());
      longest.append(cost.longestPrompt());
      prefix.append(cost.sharedPrefix());
      pieces.append(cost.pieces());
      prefills.append(cost.prefills());
      read.append(cost.prefillTokens());
      saving.append(Math.round(10 * cost.prefillSaving()) / 10.0);
      branches.append(cost.branches());
      distinct.append(cost.distinct());
      checked.append(cost.answerTokens() + cost.checkedTokens() + cost.stepwiseTokens());
      weights.append(ShowStatement.size(cost.weightBytes()));
      memory.append(ShowStatement.size(cost.peakBytes()));
      seconds.append(Math.round(10 * cost.seconds()) / 10.0);
    }
    notes.add(
        "pieces: examples are computed in so many independent parts that fit the memory (set"
            + " memory). times_fewer: prompt tokens read if every cell read its own prompts, against"
            + " prefill_tokens. distinct: branches after equal ones are merged, as far as that shows"
            + " without evidence. answer_tokens: computed for answers, at most, if each were as long"
            + " as allowed. peak_memory: of the whole process, predicted. seconds: at most, at the"
            + " speed at which a short prompt was just read.");
    notes.add("Nothing of the plan was run.");
    Table table =
        Table.create(
            "plan", model, task, examples, cells, longest, prefix, pieces, prefills, read, saving,
            branches, distinct, checked, weights, memory, seconds);
    return new Outcome.Explained(new Outcome.Tabular("plan", table, notes), trees);
  }

  private static String fidelity(Sweep sweep, Fidelity text) {
    return String.format(
        Locale.ROOT,
        "%s with %s: %s windows of %d + %d tokens, %d cells; every window is read twice and its"
            + " continuation once per distinct selection.",
        text.name(),
        sweep.model(),
        text.windows().isPresent() ? String.valueOf(text.windows().getAsInt()) : "all",
        text.context(),
        text.continuation(),
        sweep.treatments().size());
  }
}
