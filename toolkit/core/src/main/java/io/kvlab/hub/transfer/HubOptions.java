package io.kvlab.hub.transfer;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where things are fetched from and kept.
 *
 * @param hubCache the cache of the Hugging Face hub, shared with its other tools
 * @param cache kvlab's own cache: datasets that are not at the hub, unpacked models
 * @param endpoint the hub
 * @param token sent to the hub alone, never to a server that it redirects to
 * @param offline whether nothing is fetched
 * @param modelFolders folders in which models without a hub repository are looked for
 * @param timeout after which a silent server counts as gone
 * @param attempts how often one transfer is tried
 * @param pause before the second attempt; it doubles from then on
 * @param privateAddresses whether manifests and redirects may lead to this machine or its network
 */
public record HubOptions(
    Path hubCache,
    Path cache,
    URI endpoint,
    Optional<String> token,
    boolean offline,
    List<Path> modelFolders,
    Duration timeout,
    int attempts,
    Duration pause,
    boolean privateAddresses) {
  public HubOptions {
    modelFolders = List.copyOf(modelFolders);
  }

  /**
   * As the environment says: {@code HF_HUB_CACHE}, {@code HF_HOME}, {@code HF_ENDPOINT}, {@code
   * HF_TOKEN}, {@code HF_TOKEN_PATH}, {@code HF_HUB_OFFLINE}, {@code KVLAB_CACHE}, {@code
   * KVLAB_MODELS}, {@code KVLAB_PRIVATE_ADDRESSES}.
   *
   * @param env environment variables
   * @param home the user's home folder
   */
  public static HubOptions from(Map<String, String> env, Path home) {
    Path xdg = path(env, "XDG_CACHE_HOME").orElse(home.resolve(".cache"));
    Path hfHome = path(env, "HF_HOME").orElse(xdg.resolve("huggingface"));
    List<Path> models = new ArrayList<>();
    path(env, "KVLAB_MODELS").ifPresent(models::add);
    return new HubOptions(
        path(env, "HF_HUB_CACHE").orElse(hfHome.resolve("hub")),
        path(env, "KVLAB_CACHE").orElse(xdg.resolve("kvlab")),
        URI.create(
            text(env, "HF_ENDPOINT").orElse("https://huggingface.co").replaceFirst("/+$", "")),
        token(env, hfHome),
        text(env, "HF_HUB_OFFLINE").filter(HubOptions::isTrue).isPresent(),
        models,
        Duration.ofSeconds(20),
        5,
        Duration.ofSeconds(1),
        text(env, "KVLAB_PRIVATE_ADDRESSES").filter(HubOptions::isTrue).isPresent());
  }

  /** As this process's environment says. */
  public static HubOptions fromEnvironment() {
    return from(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  private static Optional<String> text(Map<String, String> env, String name) {
    return Optional.ofNullable(env.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private static Optional<Path> path(Map<String, String> env, String name) {
    return text(env, name).map(Path::of);
  }

  private static boolean isTrue(String value) {
    return value.matches("(?i)1|on|yes|true");
  }

  /** The token of the variable, or the one that {@code huggingface-cli login} has stored. */
  private static Optional<String> token(Map<String, String> env, Path hfHome) {
    Optional<String> named = text(env, "HF_TOKEN");
    if (named.isPresent()) {
      return named;
    }
    Path file = path(env, "HF_TOKEN_PATH").orElse(hfHome.resolve("token"));
    try {
      return Files.isReadable(file)
          ? Optional.of(Files.readString(file).strip()).filter(v -> !v.isEmpty())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
