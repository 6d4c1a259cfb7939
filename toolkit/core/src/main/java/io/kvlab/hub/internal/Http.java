package io.kvlab.hub.internal;

import io.kvlab.KvlabException;
import io.kvlab.hub.transfer.HubOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Requests with redirects, timeouts and retries. The token goes to the hub's own host alone: a
 * redirect to a storage server is followed without it.
 *
 * <p>This is {@link HttpURLConnection} and not {@code java.net.http.HttpClient} because its read
 * timeout also ends a transfer that stalls in the middle of a body.
 */
final class Http {
  private static final int MAX_REDIRECTS = 8;
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  private final HubOptions options;

  Http(HubOptions options) {
    this.options = options;
  }

  /** What an answer says; the body must be closed. */
  record Answer(int status, Map<String, String> headers, InputStream body)
      implements AutoCloseable {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }

    /** The length of the body; -1 where the server does not say. */
    long length() {
      return header("Content-Length").map(Long::parseLong).orElse(-1L);
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /** Something that may fail on its way and be tried again. */
  interface Attempt<T> {
    T run() throws IOException;
  }

  /**
   * Tries until it succeeds, fails for good, or the attempts are used up.
   *
   * @throws IOException what the last attempt failed with
   */
  <T> T retrying(Attempt<T> attempt) throws IOException {
    Duration pause = options.pause();
    for (int tried = 1; ; tried++) {
      try {
        return attempt.run();
      } catch (IOException e) {
        boolean passing =
            !(e instanceof Addresses.Refused)
                && (!(e instanceof HttpProblem problem) || problem.passing());
        if (!passing || tried >= options.attempts()) {
          throw e;
        }
        sleep(e instanceof HttpProblem problem ? asked(problem, pause) : pause);
        pause = pause.multipliedBy(2);
      }
    }
  }

  private static Duration asked(HttpProblem problem, Duration pause) {
    if (problem.retryAfterSeconds() < 0) {
      return pause;
    }
    Duration asked = Duration.ofSeconds(problem.retryAfterSeconds());
    return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KvlabException(KvlabException.Kind.INTERRUPTED, "the transfer was interrupted", e);
    }
  }

  /**
   * Asks once and follows redirects to the end.
   *
   * @throws HttpProblem for a status of 400 and above
   */
  Answer get(URI address, Map<String, String> headers) throws IOException {
    return ask("GET", address, headers, true);
  }

  /**
   * Asks for the headers of one address; redirects within its host are followed, one to another
   * host is the answer: its headers describe the file.
   */
  Answer head(URI address) throws IOException {
    return ask("HEAD", address, Map.of("Accept-Encoding", "identity"), false);
  }

  private Answer ask(String method, URI first, Map<String, String> headers, boolean away)
      throws IOException {
    URI address = first;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      HttpURLConnection connection = open(method, address, headers);
      int status = connection.getResponseCode();
      String location = connection.getHeaderField("Location");
      if (status / 100 == 3 && location != null) {
        URI next = address.resolve(location);
        if (!away && !sameHost(next, address)) {
          return answer(connection, status);
        }
        connection.disconnect();
        address = next;
        continue;
      }
      if (status >= 400) {
        connection.disconnect();
        throw new HttpProblem(address, status, seconds(connection.getHeaderField("Retry-After")));
      }
      return answer(connection, status);
    }
    throw new IOException(first.getHost() + " redirects without end");
  }

  private HttpURLConnection open(String method, URI address, Map<String, String> headers)
      throws IOException {
    Addresses.requireAllowed(address, options);
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) options.timeout().toMillis());
    connection.setReadTimeout((int) options.timeout().toMillis());
    connection.setRequestProperty("User-Agent", "kvlab");
    headers.forEach(connection::setRequestProperty);
    if (sameHost(address, options.endpoint())) {
      options
          .token()
          .ifPresent(token -> connection.setRequestProperty("Authorization", "Bearer " + token));
    }
    return connection;
  }

  private static boolean sameHost(URI a, URI b) {
    return a.getScheme().equals(b.getScheme())
        && a.getHost().equalsIgnoreCase(b.getHost())
        && a.getPort() == b.getPort();
  }

  private static Answer answer(HttpURLConnection connection, int status) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    connection
        .getHeaderFields()
        .forEach(
            (name, values) -> {
              if (name != null && !values.isEmpty()) {
                headers.put(name, values.get(0));
              }
            });
    return new Answer(status, headers, connection.getInputStream());
  }

  private static long seconds(String retryAfter) {
    return retryAfter != null && retryAfter.matches("[0-9]{1,6}") ? Long.parseLong(retryAfter) : -1;
  }
}
