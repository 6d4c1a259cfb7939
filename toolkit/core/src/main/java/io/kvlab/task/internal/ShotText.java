package io.kvlab.task.internal;

/**
 * A worked example.
 *
 * @param question all of it where the two cannot be told apart
 * @param answer with what separates it from the next; empty where it is part of the question
 */
record ShotText(String question, String answer) {
  static ShotText whole(String text) {
    return new ShotText(text, "");
  }
}
