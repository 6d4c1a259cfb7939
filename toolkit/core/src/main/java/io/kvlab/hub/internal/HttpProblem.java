package io.kvlab.hub.internal;

import java.io.IOException;
import java.net.URI;

/** An answer that is no success. */
final class HttpProblem extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final long retryAfterSeconds;

  /**
   * @param retryAfterSeconds what the server asks to wait; -1 where it does not
   */
  HttpProblem(URI address, int status, long retryAfterSeconds) {
    super(address.getHost() + " answered with status " + status);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  int status() {
    return status;
  }

  long retryAfterSeconds() {
    return retryAfterSeconds;
  }

  /** Whether trying again may help. */
  boolean passing() {
    return status == 408 || status == 425 || status == 429 || status >= 500;
  }
}
