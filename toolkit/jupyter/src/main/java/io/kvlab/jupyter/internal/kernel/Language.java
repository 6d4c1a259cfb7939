package io.kvlab.jupyter.internal.kernel;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The language of kvlab, as a notebook uses it. */
interface Language extends AutoCloseable {
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

  /** {@code complete}, {@code incomplete} or {@code invalid}. */
  String completeness(String text);

  /** Every bound name and its value. */
  Map<String, Object> bindings();

  /** Asks running statements to stop, keeping what is done; false when none are running. */
  boolean cancel();

  @Override
  void close();
}
