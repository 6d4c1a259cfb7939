package io.kvlab.dsl;

import io.kvlab.dsl.ast.Call;
import java.util.List;
import java.util.Optional;

/**
 * What the names in a program may stand for. Supplied by whoever runs programs; asked at every
 * check and completion, so lists may change meanwhile.
 */
public interface Vocabulary {
  /** Kinds of names. */
  enum Kind {
    POLICY("policy", "policies"),
    TASK("task", "tasks"),
    MODEL("model", "models"),
    /** Results named before. */
    RESULT("result", "results"),
    PLOT("plot", "plots"),
    /** Columns of a result that a plot may use. */
    COLUMN("column", "columns"),
    SETTING("setting", "settings"),
    DEVICE("device", "devices"),
    /** Mechanisms of the engine that {@code without} switches off. */
    MECHANISM("mechanism", "mechanisms");

    private final String word;
    private final String plural;

    Kind(String word, String plural) {
      this.word = word;
      this.plural = plural;
    }

    /** The kind in human words. */
    public String word() {
      return word;
    }

    /** Several of the kind in human words. */
    public String plural() {
      return plural;
    }
  }

  /** Everything of a kind, in the order in which to offer it. */
  List<Described> all(Kind kind);

  /**
   * Judges a quoted task or model that is none of the known names: a path.
   *
   * @return why it cannot be used, as one sentence; empty if it can
   */
  default Optional<String> refusePath(Kind kind, String path) {
    return Optional.empty();
  }

  /**
   * Judges a policy or task whose parameters all have fitting values: what they are together.
   *
   * @return why it cannot be used, as one sentence; empty if it can
   */
  default Optional<String> refuse(Kind kind, Call call) {
    return Optional.empty();
  }

  /** What a statement writes to a file. */
  enum Output {
    ROWS,
    PLOT,
    REPORT
  }

  /**
   * Judges the file that a statement is to write.
   *
   * @return why it cannot be written, as one sentence; empty if nothing speaks against it
   */
  default Optional<String> refuseFile(Output output, String path) {
    return Optional.empty();
  }

  /** The one of this name. */
  default Optional<Described> find(Kind kind, String name) {
    return all(kind).stream().filter(d -> d.name().equals(name)).findFirst();
  }
}
