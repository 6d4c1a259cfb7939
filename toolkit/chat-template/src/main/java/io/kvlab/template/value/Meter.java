package io.kvlab.template.value;

import io.kvlab.template.Limits;
import io.kvlab.template.TemplateException;

/** Counts what a rendering uses and stops it where a limit is reached. */
public final class Meter {
  /** How deep values may nest where they are printed, compared or hashed. */
  public static final int DEPTH = 300;

  private static final int ELEMENT = 16;
  private static final int CHECK_EVERY = 2048;

  private final Limits limits;
  private final long deadline;
  private long steps;
  private long nextCheck = CHECK_EVERY;
  private long built;

  /** Starts the clock. */
  public Meter(Limits limits) {
    this.limits = limits;
    this.deadline = System.nanoTime() + limits.time().toNanos();
  }

  /** One operation. */
  public void step() {
    steps++;
    if (steps >= nextCheck) {
      check();
    }
  }

  /** Reads {@code chars} characters or elements. */
  public void read(long chars) {
    steps += 1 + (chars >> 5);
    if (steps >= nextCheck) {
      check();
    }
  }

  private void check() {
    nextCheck = steps + CHECK_EVERY;
    if (steps > limits.steps() || System.nanoTime() > deadline) {
      throw TemplateException.limit("the template runs too long");
    }
  }

  /** Asks for a text of {@code chars}; call it before the text is made. */
  public void text(long chars) {
    grow(0, chars);
  }

  /** Asks for room for {@code more} chars behind the {@code chars} that a growing text has. */
  public void grow(long chars, long more) {
    fits(chars, more);
    claim(more);
    read(more);
  }

  /** Refuses a text that would grow too long. */
  public void fits(long chars, long more) {
    if (chars + more > limits.text()) {
      throw TemplateException.limit(
          "the template builds a text of more than " + limits.text() + " characters");
    }
  }

  /** Asks for a list of {@code elements}; call it before the list is made. */
  public void list(long elements) {
    if (elements > limits.total() / ELEMENT) {
      throw TemplateException.limit("the template builds a list that is too long");
    }
    claim(elements * ELEMENT);
    read(elements);
  }

  private void claim(long chars) {
    built += chars;
    if (built > limits.total()) {
      throw TemplateException.limit("the template builds too much text");
    }
  }

  /** Refuses values that nest too deep. */
  public static void depth(int depth) {
    if (depth > DEPTH) {
      throw TemplateException.limit("values nest more than " + DEPTH + " deep");
    }
  }
}
