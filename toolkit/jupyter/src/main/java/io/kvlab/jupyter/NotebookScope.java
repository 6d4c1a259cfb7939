package io.kvlab.jupyter;

import io.kvlab.KvlabException;
import io.kvlab.policy.PolicyDescription;
import io.kvlab.policy.PolicyRegistry;
import io.kvlab.session.Grid;
import io.kvlab.session.Health;
import io.kvlab.session.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import kotlin.Pair;

/**
 * What every Kotlin cell sees without an import: its public members are names in the cell. {@code
 * kv("compress snapkv ratio 0.1 on gsm-mini with nano")} runs the language from code.
 */
public final class NotebookScope {
  private final Session session;
  private final Function<String, Object> evaluate;
  private final BiConsumer<Integer, Map<String, Object>> lines;
  private final boolean rowsBeside;

  /**
   * @param evaluate runs statements with their progress shown in the running cell and returns the
   *     last one's value
   * @param lines runs the statement of a line {@code %kv ...} inside Kotlin
   * @param rowsBeside whether stored rows lie beside the notebook
   */
  public NotebookScope(
      Session session,
      Function<String, Object> evaluate,
      BiConsumer<Integer, Map<String, Object>> lines,
      boolean rowsBeside) {
    this.session = session;
    this.evaluate = evaluate;
    this.lines = lines;
    this.rowsBeside = rowsBeside;
  }

  /** The session that this notebook's language cells run in. */
  public Session getSession() {
    return session;
  }

  /**
   * Runs statements of the language.
   *
   * @return what the last one gave: a {@link Grid}, a Tablesaw table, a figure ...
   * @throws KvlabException for what a user can mend
   */
  public Object kv(String statements) {
    return evaluate.apply(statements);
  }

  /** What a line {@code %kv ...} inside a function or a loop becomes; not to be called by hand. */
  @SafeVarargs
  public final void kvLine(int number, Pair<String, ? extends Object>... values) {
    Map<String, Object> given = new LinkedHashMap<>();
    for (Pair<String, ? extends Object> value : values) {
      given.put(value.getFirst(), value.getSecond());
    }
    lines.accept(number, given);
  }

  /**
   * Runs an experiment.
   *
   * @param statement {@code compress ...} or {@code baseline ...}
   */
  public Grid experiment(String statement) {
    if (evaluate.apply(statement) instanceof Grid grid) {
      return grid;
    }
    throw KvlabException.usage("That statement is no experiment; it must be compress or baseline.");
  }

  /**
   * Ends the notebook with a sentence where there is no GPU, unless rows that were computed on one
   * lie beside it.
   */
  public void requireGpu() {
    if (!rowsBeside && !Health.gpuUsable()) {
      throw KvlabException.run(
          "This notebook needs a GPU, and none is usable here ('./kvlab doctor' says why). A bundle"
              + " of its rows beside it (NAME.runs.zip) would do as well.");
    }
  }

  /**
   * Makes a policy of one's own known to the language, under the name of its description.
   *
   * @param create builds it from the parameters that a statement gives
   */
  public void define(PolicyDescription description, PolicyRegistry.Factory create) {
    session.usePolicies(session.catalog().policies().with(description, create));
  }
}
