package io.kvlab.bench;

import io.kvlab.dsl.Dsl;
import io.kvlab.dsl.ast.Query;
import io.kvlab.engine.RunOptions;
import io.kvlab.engine.RunProgress;
import io.kvlab.engine.SameAnswers;
import io.kvlab.plan.Plan;
import io.kvlab.plan.Plan.Sweep;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.session.Session;
import io.kvlab.session.SettingKey;
import io.kvlab.session.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Whether the planned path gives the answers of the naive one: every mini suite, every policy, ten
 * ratios, and decode ratios for the policies that have one. Slow, as the naive path is.
 */
public final class SameAnswersBench {
  private static final List<String> SUITES =
      List.of(
          "facts-mini",
          "sense-mini",
          "gsm-mini",
          "code-mini",
          "guard-mini",
          "needle-mini",
          "longgen-mini",
          "icl-mini");

  private static final String RATIOS = " ratio 0.1..1.0 step 0.1";
  private static final String WHILE_DECODING =
      "compress h2o, tova, shotkv" + RATIOS + " decode ratio 0.5";

  private final Settings settings;
  private final String model;
  private final int examples;
  private final int pairs;

  /**
   * @param model a model's name
   * @param examples of each suite
   * @param pairs the most pairs of example and cell that are compared, of each suite and statement
   */
  public SameAnswersBench(Settings settings, String model, int examples, int pairs) {
    this.settings = settings;
    this.model = model;
    this.examples = examples;
    this.pairs = pairs;
  }

  /** Compares. */
  public BenchReport run(RunProgress progress) {
    StringColumn suite = StringColumn.create("suite");
    StringColumn what = StringColumn.create("policies");
    LongColumn compared = LongColumn.create("compared");
    LongColumn same = LongColumn.create("identical");
    LongColumn ties = LongColumn.create("near_ties");
    LongColumn different = LongColumn.create("different");
    List<String> found = new ArrayList<>();
    long total = 0;
    long near = 0;
    try (TemporaryFolder folder = new TemporaryFolder();
        Session session = Session.open(store(folder.path()))) {
      Map<String, String> statements = new LinkedHashMap<>();
      statements.put("all, after or during the prefill", "compress " + all(session) + RATIOS);
      statements.put("h2o, tova, shotkv while decoding", WHILE_DECODING);
      for (String name : SUITES) {
        for (Map.Entry<String, String> statement : statements.entrySet()) {
          progress.note(name + ": " + statement.getKey());
          Plan plan =
              session.plan(
                  (Query)
                      Dsl.parseStatement(
                          statement.getValue()
                              + " on "
                              + name
                              + " with "
                              + model
                              + " limit "
                              + examples));
          Sweep sweep = plan.sweeps().get(0);
          SameAnswers.Verdict verdict =
              SameAnswers.check(sweep, session.workbench(), plan.seed(), RunOptions.DEFAULT, pairs);
          suite.append(name);
          what.append(statement.getKey());
          compared.append(verdict.compared());
          same.append(verdict.compared() - verdict.ties() - verdict.different().size());
          ties.append(verdict.ties());
          different.append(verdict.different().size());
          total += verdict.compared();
          near += verdict.ties();
          verdict.different().forEach(progress::note);
          found.addAll(verdict.different());
        }
      }
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", model);
    facts.put("compared", total);
    facts.put("near_ties", near);
    facts.put("different", found);
    return new BenchReport(
        "same-answers",
        facts,
        Table.create("same-answers", suite, what, compared, same, ties, different));
  }

  private Settings store(Path folder) {
    return settings.with(SettingKey.STORE, folder.resolve("runs.db").toString(), "bench");
  }

  /** Every policy but the full cache, as a list of the language. */
  private static String all(Session session) {
    List<String> names = new ArrayList<>();
    for (PolicyDescription policy : session.catalog().policies().descriptions()) {
      if (policy.name().equals("ada")) {
        names.add("ada(snapkv)");
      } else if (!policy.name().equals("full")) {
        names.add(policy.name());
      }
    }
    return String.join(", ", names);
  }
}
