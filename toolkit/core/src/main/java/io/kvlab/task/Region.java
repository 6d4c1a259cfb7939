package io.kvlab.task;

import io.kvlab.model.Range;

/** A part of a prompt: characters {@code [from, to)} of its text. */
public record Region(Kind kind, Range chars) {
  /** What a part of a prompt is. */
  public enum Kind {
    /** Marks of a chat format in front of the first message. */
    START,
    /** The system message. */
    SYSTEM,
    /** What precedes the shots: instructions, rules. */
    INSTRUCTION,
    /** One worked example with its separator. */
    SHOT,
    /** A document that the question is about. */
    CONTEXT,
    /** The question, and whatever follows it up to where the model goes on. */
    QUESTION
  }
}
