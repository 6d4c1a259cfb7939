package io.kvlab;

/**
 * A failure with one clear sentence for the user: what is wrong and what to do. Everything that a
 * user can cause or mend is thrown as one of these; any other exception is a defect of kvlab.
 */
public class KvlabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whose turn it is, and with which exit code a command line ends. */
  public enum Kind {
    /** The command or the text of the language is wrong: exit code 2. */
    USAGE(2),
    /** Something the run needs is missing, broken or full: exit code 1. */
    RUN(1),
    /** The user stopped it: exit code 130. */
    INTERRUPTED(130);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The exit code of a process that ends with this kind of failure. */
    public int exitCode() {
      return exitCode;
    }
  }

  private final Kind kind;

  public KvlabException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public KvlabException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** A wrong command, name or value. */
  public static KvlabException usage(String message) {
    return new KvlabException(Kind.USAGE, message);
  }

  /** A run that cannot go on. */
  public static KvlabException run(String message) {
    return new KvlabException(Kind.RUN, message);
  }

  /** A run that cannot go on, because of {@code cause}. */
  public static KvlabException run(String message, Throwable cause) {
    return new KvlabException(Kind.RUN, message, cause);
  }

  public Kind kind() {
    return kind;
  }
}
