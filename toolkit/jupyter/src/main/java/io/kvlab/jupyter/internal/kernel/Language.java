package io.kvlab.jupyter.internal.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The language of kvlab, as a notebook uses it. */
public interface Language extends AutoCloseable {
  /** Whether a cell is meant for the language rather than for Kotlin. */
  boolean owns(String cell);

  /**
   * Runs the statements of {@code text} and returns what they show.
   *
   * @throws io.kvlab.KvlabException or {@link io.kvlab.dsl.DslException} for a user's mistake
   */
  List<MimeBundle> run(String text, CellOutput output);

  CellCompletion complete(String text, int caret);

  /** Help for what stands at the caret. */
  Optional<MimeBundle> inspect(String text, int caret);

  /** What is told of a result of the language that Kotlin names at the caret. */
  Optional<MimeBundle> result(String text, int caret);

  /** Help on a name by itself; an overview where it is empty. */
  Optional<MimeBundle> help(String name);

  /** {@code complete}, {@code incomplete} or {@code invalid}. */
  String completeness(String text);

  /** Every bound name and its value. */
  Map<String, Object> bindings();

  /** Asks running statements to stop, keeping what is done; false when none are running. */
  boolean cancel();

  /** What runs now ends behind its cell; what is finished of it is shown and bound. */
  void leaveBehind(CellOutput output);

  @Override
  void close();
}
