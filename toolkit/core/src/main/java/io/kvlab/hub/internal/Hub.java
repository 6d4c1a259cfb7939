package io.kvlab.hub.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kvlab.KvlabException;
import io.kvlab.hub.transfer.HubOptions;
import io.kvlab.hub.transfer.TransferProgress;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Hugging Face hub: what a repository holds at a revision, and its files in the cache. */
public final class Hub {
  private static final int PARALLEL = 4;

  private final HubOptions options;
  private final HubCache cache;
  private final Http http;
  private final Download download;

  public Hub(HubOptions options, TransferProgress progress) {
    this.options = options;
    this.cache = new HubCache(options.hubCache());
    this.http = new Http(options);
    this.download = new Download(http, progress);
  }

  /**
   * A folder with the files of a model, all of them: found in the cache or fetched.
   *
   * @throws KvlabException when it is neither here nor to be had
   */
  public Path model(HubRepo repo, String revision) {
    Optional<Path> here = cachedModel(repo, revision);
    if (here.isPresent()) {
      return here.get();
    }
    requireRevision(revision);
    requireOnline(repo);
    try {
      Listing listing = listing(repo, revision);
      List<String> files = ModelFiles.wanted(listing.files(), repo);
      List<HubCache.Blob> blobs = parallel(files, file -> blob(repo, listing.commit(), file));
      // Links are made when every file is here and right, so that a folder is whole or absent.
      for (int i = 0; i < files.size(); i++) {
        cache.link(repo, listing.commit(), files.get(i), blobs.get(i));
      }
      cache.remember(repo, revision, listing.commit());
      Path snapshot = cache.snapshot(repo, listing.commit());
      ModelFiles.requireComplete(snapshot, repo);
      return snapshot;
    } catch (IOException e) {
      throw HubErrors.explain(repo, revision, options, e);
    }
  }

  /** The cached folder of a model, when all of its files are there. */
  public Optional<Path> cachedModel(HubRepo repo, String revision) {
    return cache
        .commit(repo, revision)
        .map(commit -> cache.snapshot(repo, commit))
        .filter(ModelFiles::complete);
  }

  /** One file of a repository: found in the cache or fetched. */
  public Path file(HubRepo repo, String revision, String file) {
    Optional<Path> here = cachedFile(repo, revision, file);
    if (here.isPresent()) {
      return here.get();
    }
    requireRevision(revision);
    requireOnline(repo);
    try {
      String commit = HubCache.isCommit(revision) ? revision : listing(repo, revision).commit();
      cache.link(repo, commit, file, blob(repo, commit, file));
      cache.remember(repo, revision, commit);
      return cache.snapshot(repo, commit).resolve(file);
    } catch (IOException e) {
      throw HubErrors.explain(repo, revision, options, e);
    }
  }

  /** One cached file of a repository. */
  public Optional<Path> cachedFile(HubRepo repo, String revision, String file) {
    return cache
        .commit(repo, revision)
        .flatMap(commit -> cache.file(repo, commit, file))
        .filter(Files::isRegularFile);
  }

  /** The commit that a revision was when it was fetched. */
  public Optional<String> commit(HubRepo repo, String revision) {
    return cache.commit(repo, revision);
  }

  private static void requireRevision(String revision) {
    if (!HubCache.isRevision(revision)) {
      throw KvlabException.usage(
          "'%s' is no revision of a repository; give a commit, a branch or a tag, in letters, digits and . _ - / alone."
              .formatted(revision));
    }
  }

  private void requireOnline(HubRepo repo) {
    if (options.offline()) {
      throw KvlabException.run(
          "%s is not in the cache %s, and HF_HUB_OFFLINE forbids to fetch it; unset it or copy the cache here"
              .formatted(repo.name(), options.hubCache()));
    }
  }

  private record Listing(String commit, List<String> files) {}

  private Listing listing(HubRepo repo, String revision) throws IOException {
    URI address =
        URI.create(
            "%s/api/%s/%s/revision/%s"
                .formatted(
                    options.endpoint(), repo.kind().plural(), repo.name(), encode(revision)));
    JsonNode answer =
        http.retrying(
            () -> {
              try (Http.Answer got = http.get(address, java.util.Map.of())) {
                return new ObjectMapper().readTree(got.body().readAllBytes());
              }
            });
    String commit = answer.path("sha").asText();
    if (!HubCache.isCommit(commit)) {
      throw new IOException(options.endpoint().getHost() + " does not answer as the hub does");
    }
    List<String> files = new ArrayList<>();
    for (JsonNode sibling : answer.path("siblings")) {
      files.add(sibling.path("rfilename").asText());
    }
    return new Listing(commit, files);
  }

  /** A file's content, in the cache and verified. */
  private HubCache.Blob blob(HubRepo repo, String commit, String file) throws IOException {
    URI address =
        URI.create(
            "%s/%s%s/resolve/%s/%s"
                .formatted(
                    options.endpoint(), repo.kind().prefix(), repo.name(), commit, encode(file)));
    HubCache.Blob blob =
        http.retrying(
            () -> {
              try (Http.Answer head = http.head(address)) {
                return HubCache.Blob.of(head, address);
              }
            });
    Path target = cache.blob(repo, blob);
    download.fetch(address, target, file, blob.size(), blob::verify);
    return blob;
  }

  private static String encode(String path) {
    return Stream.of(path.split("/"))
        .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }

  private interface Work<T> {
    T of(String file) throws IOException;
  }

  private static <T> List<T> parallel(List<String> files, Work<T> work) throws IOException {
    return Parallel.map(files, PARALLEL, work::of);
  }
}
