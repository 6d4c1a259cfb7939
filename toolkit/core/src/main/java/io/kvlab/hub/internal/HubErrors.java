package io.kvlab.hub.internal;

import io.kvlab.KvlabException;
import io.kvlab.hub.transfer.HubOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** What a failed transfer means, and the way out. */
final class HubErrors {
  private HubErrors() {}

  /** The failure of a transfer from the hub. */
  static KvlabException explain(
      HubRepo repo, String revision, HubOptions options, IOException cause) {
    String page = options.endpoint() + "/" + repo.kind().prefix() + repo.name();
    if (cause instanceof HttpProblem problem) {
      int status = problem.status();
      if (status == 401 || status == 403) {
        String next =
            options.token().isEmpty()
                ? "then set HF_TOKEN to a token of yours (%s/settings/tokens)"
                    .formatted(options.endpoint())
                : "the token that is set has no access to it yet";
        return KvlabException.run(
            "%s is gated or private (status %d): accept its licence at %s, %s"
                .formatted(repo.name(), status, page, next),
            cause);
      }
      if (status == 404) {
        return KvlabException.run(
            "the hub has no %s at revision %s, or not all of its files; check the name at %s"
                .formatted(repo.name(), revision, page),
            cause);
      }
    }
    return transfer(repo.name(), cause);
  }

  /** The failure of any transfer. */
  static KvlabException transfer(String what, IOException cause) {
    return KvlabException.run(
        "%s could not be fetched: %s; %s"
            .formatted(what, reason(cause), "run it again to go on where it stopped"),
        cause);
  }

  private static String reason(IOException cause) {
    if (cause instanceof HttpProblem problem && problem.status() == 429) {
      return "the server asks to slow down (status 429), so wait a few minutes";
    }
    if (cause instanceof HttpProblem problem && problem.status() >= 500) {
      return "the server is out of order (status %d)".formatted(problem.status());
    }
    if (cause instanceof SocketTimeoutException) {
      return "the server fell silent";
    }
    if (cause instanceof UnknownHostException) {
      return "there is no way to " + cause.getMessage() + " (is the network up?)";
    }
    if (cause instanceof ConnectException) {
      return "the server cannot be reached";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
