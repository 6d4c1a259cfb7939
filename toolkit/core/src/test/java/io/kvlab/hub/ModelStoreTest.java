package io.kvlab.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvlab.KvlabException;
import io.kvlab.hub.FakeHub.Fault.Kind;
import io.kvlab.hub.transfer.HubOptions;
import io.kvlab.hub.transfer.TransferProgress;
import io.kvlab.manifest.Manifest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models from a local server that behaves as the hub does, and misbehaves. */
class ModelStoreTest {
  private static final String SHARD = "model-00001-of-00002.safetensors";

  @TempDir Path folder;
  private final FakeHub hub;
  private final List<String> licences = new ArrayList<>();
  private final byte[] weights = new byte[300_000];

  ModelStoreTest() throws IOException {
    hub = new FakeHub();
  }

  @BeforeEach
  void fill() {
    new Random(1).nextBytes(weights);
    hub.file("config.json", "{\"model_type\": \"llama\"}")
        .file("tokenizer.json", "{}")
        .file("pytorch_model.bin", "never fetched")
        .file("modeling_own.py", "never fetched")
        .file(SHARD, weights)
        .file("model-00002-of-00002.safetensors", "second")
        .file(
            "model.safetensors.index.json",
            "{\"weight_map\":{\"a\":\"%s\",\"b\":\"model-00002-of-00002.safetensors\"}}"
                .formatted(SHARD));
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private HubOptions options(Optional<String> token, boolean offline) {
    return new HubOptions(
        folder.resolve("hub"),
        folder.resolve("cache"),
        hub.endpoint(),
        token,
        offline,
        List.of(),
        Duration.ofMillis(400),
        4,
        Duration.ofMillis(1),
        true); // the hub's storage is another server on this machine
  }

  private ModelStore store(Optional<String> token, boolean offline) throws IOException {
    return new ModelStore(manifest(), options(token, offline));
  }

  private Manifest manifest() throws IOException {
    return manifest("main");
  }

  private Manifest manifest(String revision) throws IOException {
    Path yaml = folder.resolve("models.yaml");
    Files.writeString(
        yaml,
        """
        models:
          own:
            title: A model of mine
            repository: me/own
            revision: "REVISION"
            licence: mine
            context: 8
            dtype: float32
            memory_mb: 1
        """
            .replace("REVISION", revision));
    return Manifest.bundledAnd(List.of(yaml));
  }

  private Path get() throws IOException {
    return store(Optional.of("secret"), false)
        .get(
            "own",
            TransferProgress.silent(),
            new Licences(options(Optional.empty(), false), licences::add));
  }

  private void requireWhole(Path snapshot) throws IOException {
    assertThat(snapshot).hasFileName(FakeHub.COMMIT);
    assertThat(Files.readAllBytes(snapshot.resolve(SHARD))).isEqualTo(weights);
    assertThat(snapshot.resolve("config.json")).content().contains("llama");
  }

  @Test
  void aModelComesInTheHubsOwnCacheLayout() throws IOException {
    Path snapshot = get();
    requireWhole(snapshot);
    Path repo = folder.resolve("hub/models--me--own");
    assertThat(snapshot).isEqualTo(repo.resolve("snapshots/" + FakeHub.COMMIT));
    assertThat(repo.resolve("refs/main")).content().isEqualTo(FakeHub.COMMIT);
    assertThat(repo.resolve("blobs/" + FakeHub.sha256(weights))).exists();
    assertThat(Files.readSymbolicLink(snapshot.resolve(SHARD)))
        .isEqualTo(Path.of("../../blobs/" + FakeHub.sha256(weights)));
    try (Stream<Path> files = Files.list(snapshot)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "config.json",
              "tokenizer.json",
              SHARD,
              "model-00002-of-00002.safetensors",
              "model.safetensors.index.json");
    }
  }

  @Test
  void shardsAreFetchedAtTheSameTime() throws IOException {
    hub.answersOnlyTogether(2);
    HubOptions patient =
        new HubOptions(
            folder.resolve("hub"),
            folder.resolve("cache"),
            hub.endpoint(),
            Optional.empty(),
            false,
            List.of(),
            Duration.ofSeconds(20),
            1,
            Duration.ofMillis(1),
            true);
    requireWhole(
        new ModelStore(manifest(), patient)
            .get("own", TransferProgress.silent(), new Licences(patient, licences::add)));
  }

  @Test
  void theTokenGoesToTheHubAndNeverToItsStorage() throws IOException {
    get();
    assertThat(hub.hubTokens()).isNotEmpty().allMatch("Bearer secret"::equals);
    assertThat(hub.storageTokens()).isNotEmpty().allMatch("null"::equals);
  }

  @Test
  void whatIsHereIsNotAskedForAgainEvenOffline() throws IOException {
    Path first = get();
    int asked = hub.requests().size();
    assertThat(store(Optional.empty(), true).find("own")).contains(first);
    assertThat(get()).isEqualTo(first);
    assertThat(hub.requests()).hasSize(asked);
    assertThat(store(Optional.empty(), true).commit("own")).contains(FakeHub.COMMIT);
  }

  @Test
  void theLicenceIsShownOnce() throws IOException {
    Path snapshot = get();
    Files.delete(snapshot.resolve("config.json"));
    get();
    assertThat(licences)
        .containsExactly("own is under this licence: mine (" + hub.endpoint() + "/me/own)");
  }

  @Test
  void aCutConnectionGoesOnWhereItBroke() throws IOException {
    hub.fault(SHARD, Kind.CUT, 100_000, 50_000);
    requireWhole(get());
    assertThat(hub.requests())
        .contains(
            "STORAGE GET " + SHARD + " bytes=100000-", "STORAGE GET " + SHARD + " bytes=150000-");
  }

  @Test
  void anotherRunGoesOnWhereTheLastOneEnded() throws IOException {
    hub.fault(SHARD, Kind.CUT, 90_000, 0, 0, 0);
    assertThatThrownBy(this::get)
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("own could not be fetched")
        .hasMessageContaining("run it again to go on where it stopped");
    assertThat(store(Optional.empty(), true).find("own")).isEmpty();
    requireWhole(get());
    assertThat(hub.requests()).contains("STORAGE GET " + SHARD + " bytes=90000-");
  }

  @Test
  void aServerThatIgnoresRangesStartsOver() throws IOException {
    hub.fault(SHARD, Kind.CUT, 100_000).fault(SHARD, Kind.NO_RANGE, 0);
    requireWhole(get());
  }

  @Test
  void aPartThatWasNotAskedForIsThrownAway() throws IOException {
    hub.fault(SHARD, Kind.CUT, 100_000).fault(SHARD, Kind.OTHER_PART, 0);
    requireWhole(get());
  }

  @Test
  void aSilentServerCountsAsGone() throws IOException {
    hub.fault(SHARD, Kind.STALL, 3000);
    requireWhole(get());
    hub.fault("config.json", Kind.STALL, 0);
  }

  @Test
  void wrongBytesAreNeverUsed() throws IOException {
    // The JDK asks once more by itself when a kept connection turns out to be closed.
    hub.fault(SHARD, Kind.DAMAGE, 0, 0, 0);
    assertThatThrownBy(this::get).hasMessageContaining("wrong bytes arrived");
    assertThat(folder.resolve("hub/models--me--own/blobs/" + FakeHub.sha256(weights)))
        .doesNotExist();
    hub.mend(SHARD);
    requireWhole(get());
  }

  @Test
  void aDamagedBeginningIsFetchedAgainFromTheStart() throws IOException {
    Path blobs = Files.createDirectories(folder.resolve("hub/models--me--own/blobs"));
    Files.write(blobs.resolve(FakeHub.sha256(weights) + ".incomplete"), new byte[1000]);
    requireWhole(get());
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503})
  void passingTroubleIsTriedAgain(int status) throws IOException {
    hub.fault(SHARD, Kind.STATUS, status, status).fault("config.json", Kind.STATUS, status);
    requireWhole(get());
  }

  @Test
  void lastingTroubleEndsInASentence() {
    hub.fault(SHARD, Kind.STATUS, 503, 503, 503, 503);
    assertThatThrownBy(this::get)
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("the server is out of order (status 503)");
    hub.fault("api", Kind.STATUS, 429, 429, 429, 429);
    assertThatThrownBy(this::get).hasMessageContaining("the server asks to slow down (status 429)");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aGatedModelNamesThePageAndTheToken(int status) throws IOException {
    hub.fault("api", Kind.STATUS, status, status);
    assertThatThrownBy(this::get)
        .hasMessageContaining("me/own is gated or private")
        .hasMessageContaining(hub.endpoint() + "/me/own")
        .hasMessageContaining("the token that is set has no access");
    ModelStore without = store(Optional.empty(), false);
    assertThatThrownBy(
            () ->
                without.get(
                    "own",
                    TransferProgress.silent(),
                    new Licences(options(Optional.empty(), false), licences::add)))
        .hasMessageContaining("then set HF_TOKEN to a token of yours");
  }

  @Test
  void aModelThatIsNotThereIsNamed() {
    hub.fault("api", Kind.STATUS, 404);
    assertThatThrownBy(this::get).hasMessageContaining("the hub has no me/own at revision main");
  }

  @Test
  void anIncompleteSnapshotIsNeverUsed() throws IOException {
    Path snapshot = get();
    Files.delete(snapshot.resolve("model-00002-of-00002.safetensors"));
    assertThat(store(Optional.empty(), true).find("own")).isEmpty();
    assertThatThrownBy(
            () ->
                store(Optional.empty(), true)
                    .get(
                        "own",
                        TransferProgress.silent(),
                        new Licences(options(Optional.empty(), true), licences::add)))
        .hasMessageContaining("HF_HUB_OFFLINE forbids");
    assertThat(get().resolve("model-00002-of-00002.safetensors")).content().isEqualTo("second");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../escaped",
        "main/../../../escaped",
        "/escaped",
        "a//b",
        "main/",
        "..",
        ".",
        "",
        "a\\\\b",
        "%2e%2e/x",
        "x y",
        "-flag",
        "a/.hidden",
        "main\\u0000"
      })
  void aRevisionThatLeadsElsewhereIsRefusedBeforeAnythingIsAsked(String revision)
      throws IOException {
    assertThatThrownBy(
            () ->
                new ModelStore(manifest(revision), options(Optional.empty(), false))
                    .get(
                        "own",
                        TransferProgress.silent(),
                        new Licences(options(Optional.empty(), false), licences::add)))
        .isInstanceOf(RuntimeException.class)
        .hasMessageMatching("(?s).*(is no revision of a repository; give a commit|revision).*");
    assertThat(hub.requests()).isEmpty();
    assertThat(folder.resolve("escaped")).doesNotExist();
    assertThat(folder.resolve("hub"))
        .satisfiesAnyOf(
            hubFolder -> assertThat(hubFolder).doesNotExist(),
            hubFolder -> assertThat(hubFolder).isEmptyDirectory());
  }

  @Test
  void aBranchWithSlashesIsARevision() throws IOException {
    Path snapshot =
        new ModelStore(manifest("refs/pr/1"), options(Optional.empty(), false))
            .get(
                "own",
                TransferProgress.silent(),
                new Licences(options(Optional.empty(), false), licences::add));
    requireWhole(snapshot);
    assertThat(folder.resolve("hub/models--me--own/refs/refs/pr/1"))
        .content()
        .isEqualTo(FakeHub.COMMIT);
  }

  @Test
  void nothingIsWrittenThroughALinkInTheCache() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Path repo = Files.createDirectories(folder.resolve("hub/models--me--own"));
    Path blobs = Files.createDirectory(repo.resolve("blobs"));
    Path refs = Files.createDirectory(repo.resolve("refs"));
    Files.createSymbolicLink(blobs.resolve(FakeHub.sha256(weights) + ".incomplete"), victim);
    Files.createSymbolicLink(blobs.resolve(FakeHub.sha256(weights)), folder.resolve("nowhere"));
    Files.createSymbolicLink(refs.resolve("main"), victim);
    requireWhole(get());
    assertThat(victim).hasContent("mine");
    assertThat(folder.resolve("nowhere")).doesNotExist();
    assertThat(refs.resolve("main")).isRegularFile().hasContent(FakeHub.COMMIT);

    Path snapshots = repo.resolve("snapshots");
    try (Stream<Path> files = Files.walk(snapshots)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
    Files.createSymbolicLink(snapshots, elsewhere);
    assertThatThrownBy(this::get)
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("is a link that leads out of the cache; remove it");
    assertThat(elsewhere.toFile().listFiles()).noneMatch(file -> !file.isDirectory());
  }

  @Test
  void aRepositoryWithoutSafetensorsIsRefused() throws IOException {
    try (FakeHub pickles = new FakeHub()) {
      pickles.file("config.json", "{}").file("pytorch_model.bin", "pickle");
      HubOptions there =
          HubOptions.from(
              Map.of("HF_ENDPOINT", pickles.endpoint().toString(), "HF_HOME", folder.toString()),
              folder);
      ModelStore models = new ModelStore(Manifest.bundled(), there);
      assertThatThrownBy(
              () ->
                  models.get(
                      "smollm2-135m",
                      TransferProgress.silent(),
                      new Licences(there, licences::add)))
          .hasMessageContaining("has no config.json with safetensors");
    }
  }

  @Test
  void progressReachesTheWholeSizeOfEveryFile() throws IOException {
    Map<String, Long> done = Collections.synchronizedMap(new java.util.HashMap<>());
    AtomicLong total = new AtomicLong();
    store(Optional.empty(), false)
        .get(
            "own",
            (file, at, whole) -> {
              done.merge(file, at, Math::max);
              if (file.equals(SHARD)) {
                total.set(whole);
              }
            },
            new Licences(options(Optional.empty(), false), licences::add));
    assertThat(done).containsEntry(SHARD, 300_000L);
    assertThat(total).hasValue(300_000L);
  }

  @Test
  void theEnvironmentIsThatOfTheHubsOwnTools() throws IOException {
    Path home = folder.resolve("home");
    HubOptions plain = HubOptions.from(Map.of(), home);
    assertThat(plain.hubCache()).isEqualTo(home.resolve(".cache/huggingface/hub"));
    assertThat(plain.endpoint()).isEqualTo(URI.create("https://huggingface.co"));
    assertThat(plain.token()).isEmpty();
    assertThat(plain.offline()).isFalse();
    Files.createDirectories(home.resolve("hf"));
    Files.writeString(home.resolve("hf/token"), "stored\n");
    HubOptions set =
        HubOptions.from(
            Map.of(
                "HF_HOME", home.resolve("hf").toString(),
                "HF_ENDPOINT", "http://mirror:80/",
                "HF_HUB_OFFLINE", "1"),
            home);
    assertThat(set.hubCache()).isEqualTo(home.resolve("hf/hub"));
    assertThat(set.endpoint()).isEqualTo(URI.create("http://mirror:80"));
    assertThat(set.token()).contains("stored");
    assertThat(set.offline()).isTrue();
  }
}
