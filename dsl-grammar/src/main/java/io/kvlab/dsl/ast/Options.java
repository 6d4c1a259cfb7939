package io.kvlab.dsl.ast;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a query runs on and how far. Everything is optional here: what is not given comes from the
 * settings.
 *
 * @param tasks after {@code on}; a quoted name may be a text file
 * @param models after {@code with}; a quoted name may be a folder
 * @param shots examples in the prompt, several for a curve over shot counts
 * @param limit examples per task
 * @param context tokens of each window of a text file that are read
 * @param continuation tokens of each window that are scored
 * @param windows windows of a text file
 * @param max most tokens generated
 * @param chat how prompts become conversations
 * @param turns whether shots are earlier turns of the conversation
 * @param without mechanisms of the engine that are switched off
 * @param fresh whether stored results are left aside
 */
public record Options(
    List<Call> tasks,
    List<Name> models,
    Optional<Numbers> shots,
    OptionalInt limit,
    OptionalLong seed,
    OptionalInt context,
    OptionalInt continuation,
    OptionalInt windows,
    OptionalInt max,
    Optional<Chat> chat,
    boolean turns,
    Optional<Scoring> scoring,
    Optional<Name> device,
    List<Name> without,
    boolean fresh) {
  /** No option given. */
  public static final Options NONE =
      new Options(
          List.of(),
          List.of(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          List.of(),
          false);

  public Options {
    tasks = List.copyOf(tasks);
    models = List.copyOf(models);
    without = List.copyOf(without);
    if (turns && shots.isEmpty()) {
      throw new IllegalArgumentException("'as turns' stands behind 'shots'");
    }
    requireAtLeast(1, "limit", limit);
    requireAtLeast(1, "context", context);
    requireAtLeast(1, "continuation", continuation);
    requireAtLeast(1, "windows", windows);
    requireAtLeast(1, "max", max);
    shots.ifPresent(
        numbers -> {
          for (int count : numbers.ints()) {
            requireAtLeast(0, "shots", OptionalInt.of(count));
          }
        });
  }

  private static void requireAtLeast(int least, String option, OptionalInt value) {
    if (value.isPresent() && value.getAsInt() < least) {
      throw new IllegalArgumentException(
          option + " is at least " + least + ", not " + value.getAsInt());
    }
  }
}
