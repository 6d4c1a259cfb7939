package io.kvlab.hub.internal;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A repository at the hub.
 *
 * @param name owner and name, such as {@code Qwen/Qwen3-4B-Base}
 */
public record HubRepo(Kind kind, String name) {
  /** What a repository holds. */
  public enum Kind {
    MODEL("models", ""),
    DATASET("datasets", "datasets/");

    private final String plural;
    private final String prefix;

    Kind(String plural, String prefix) {
      this.plural = plural;
      this.prefix = prefix;
    }

    String plural() {
      return plural;
    }

    String prefix() {
      return prefix;
    }
  }

  private static final Pattern RESOLVE =
      Pattern.compile("/(datasets/)?([^/]+/[^/]+)/resolve/([^/]+)/(.+)");

  /** A file of a repository at a revision. */
  public record File(HubRepo repo, String revision, String path) {}

  /** What an address of the hub names; empty for an address elsewhere. */
  public static Optional<File> parse(String address) {
    URI uri = URI.create(address);
    Matcher matcher = RESOLVE.matcher(Optional.ofNullable(uri.getPath()).orElse(""));
    if (!"huggingface.co".equals(uri.getHost()) || !matcher.matches()) {
      return Optional.empty();
    }
    Kind kind = matcher.group(1) == null ? Kind.MODEL : Kind.DATASET;
    return Optional.of(
        new File(new HubRepo(kind, matcher.group(2)), matcher.group(3), matcher.group(4)));
  }

  /** The name of its folder in the cache. */
  String folder() {
    return kind.plural + "--" + name.replace("/", "--");
  }
}
