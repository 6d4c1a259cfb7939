package io.kvlab.template;

/**
 * A template that cannot be read or rendered. The message is one sentence; {@link #line} is where
 * in the template, 0 where no line is known.
 */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What went wrong. */
  public enum Kind {
    /** The text is no template. */
    SYNTAX,
    /** The template itself refused, by {@code raise_exception}; the message is its own. */
    RAISED,
    /** Something undefined was used. */
    UNDEFINED,
    /** An operation that its values do not have. */
    RUNTIME,
    /** A value's inside that templates may not reach. */
    SECURITY,
    /** More time, memory or depth than a template may use. */
    LIMIT
  }

  private final Kind kind;
  private final int line;
  private final String said;

  /** A failure whose line is not known yet. */
  public TemplateException(Kind kind, String message) {
    this(kind, message, 0);
  }

  /** A failure in a line of the template, counted from 1. */
  public TemplateException(Kind kind, String message, int line) {
    super(
        kind == Kind.RAISED || line == 0 ? message : "Line " + line + ": " + message,
        null,
        false,
        false);
    this.kind = kind;
    this.line = line;
    this.said = message;
  }

  /** The failure of an operation on values. */
  public static TemplateException runtime(String message) {
    return new TemplateException(Kind.RUNTIME, message);
  }

  /** The failure of a template that asks for too much. */
  public static TemplateException limit(String message) {
    return new TemplateException(Kind.LIMIT, message);
  }

  /** This failure, in a line; one that knows its line keeps it. */
  public TemplateException at(int where) {
    return line > 0 || where <= 0 ? this : new TemplateException(kind, said, where);
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** The line, counted from 1; 0 where none is known. */
  public int line() {
    return line;
  }
}
