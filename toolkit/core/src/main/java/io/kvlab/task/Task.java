package io.kvlab.task;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Prompts with known answers, and the way to judge completions. Immutable. */
public interface Task {
  /** Its name in the language. */
  String name();

  /** The ability that it measures, such as {@code arithmetic reasoning}. */
  String capability();

  /** Where its rows come from. */
  TaskProvenance provenance();

  /**
   * This task for a model: prompts that are made as long as fits are measured with its tokenizer.
   *
   * @param tokens counts the tokens of a text, the start token included
   */
  default Task countedBy(ToIntFunction<String> tokens) {
    return this;
  }

  /** How many prompts it has. */
  int size();

  /** How many shots a prompt has unless the user says otherwise. */
  int defaultShots();

  /**
   * One prompt, without a chat format.
   *
   * @param index of the example, from 0
   * @param shots how many shots it has
   * @throws io.kvlab.KvlabException when there are fewer shots or examples than that
   */
  Prompt prompt(int index, int shots);

  /**
   * Judges a completion. What follows the first of {@link #stops} is ignored, so a completion made
   * elsewhere, without them, scores the same.
   */
  Score score(int index, String completion);

  /** Why no completion can be right for an example; empty where one can. */
  default Optional<String> goldProblem(int index) {
    return Optional.empty();
  }

  /**
   * The choices of a multiple-choice prompt, each as the text that would follow the prompt; empty
   * for a task that has none.
   */
  default List<String> choices(int index) {
    return List.of();
  }

  /**
   * Makes sure, before anything is generated, that completions can be judged: a task that is scored
   * by running code needs leave to do so and a sandbox.
   *
   * @throws io.kvlab.KvlabException when they cannot
   */
  default void requireScorable() {}

  /** Texts that end a generation; they are not part of the answer. */
  List<String> stops();

  /** The most tokens to generate. */
  int maxNewTokens();

  /** The metric in words, such as {@code exact match (strict)}. */
  String metric();
}
