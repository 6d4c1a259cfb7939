package io.kvlab.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.kvlab.KvlabException;
import io.kvlab.hub.FakeHub.Fault.Kind;
import io.kvlab.hub.transfer.HubOptions;
import io.kvlab.hub.transfer.TransferProgress;
import io.kvlab.manifest.Manifest;
import io.kvlab.task.TaskOptions;
import io.kvlab.task.catalog.Tasks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataStoreTest {
  private static final String ROWS = "{\"q\": \"1 + 1\", \"a\": 2}\n{\"q\": \"2 + 2\", \"a\": 4}\n";

  @TempDir Path folder;
  private final FakeHub hub;
  private final List<String> licences = new ArrayList<>();

  DataStoreTest() throws IOException {
    hub = new FakeHub();
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private HubOptions options(boolean offline) {
    return new HubOptions(
        folder.resolve("hub"),
        folder.resolve("cache"),
        hub.endpoint(),
        Optional.empty(),
        offline,
        List.of(),
        Duration.ofMillis(400),
        3,
        Duration.ofMillis(1),
        false);
  }

  private Manifest manifest(String file) throws IOException {
    Path yaml = folder.resolve("sums.yaml");
    Files.writeString(
        yaml,
        """
        datasets:
          sums:
            title: Sums
            capability: arithmetic reasoning
            version: 1
            licence: own
            source: mine
            splits: {test: {files: [%s]}}
            prompt: {question: "{q} ="}
            gold: "{a}"
            max_tokens: 4
            score: {metric: number}
        """
            .formatted(file));
    return Manifest.bundledAnd(List.of(yaml));
  }

  private List<DataStore.Item> get(Manifest manifest) {
    return store(manifest)
        .get("sums", TransferProgress.silent(), new Licences(options(false), licences::add));
  }

  private DataStore store(Manifest manifest) {
    return new DataStore(manifest, options(false), List.of(folder.resolve("mine")));
  }

  private void requireUsable(Manifest manifest) {
    TaskOptions found = new TaskOptions(store(manifest).folders(), Map.of(), false);
    assertThat(new Tasks(manifest, found).open("sums").prompt(1, 0).text()).isEqualTo("2 + 2 =");
  }

  private String sum() {
    return FakeHub.sha256(ROWS.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aPlainFileIsFetchedVerifiedAndFound() throws IOException {
    hub.file("sums.jsonl", ROWS).fault("sums.jsonl", Kind.CUT, 7);
    Manifest manifest =
        manifest(
            "{path: sums/test.jsonl, url: \"%s/sums.jsonl\", sha256: %s}"
                .formatted(hub.endpoint(), sum()));
    assertThat(store(manifest).present("sums")).isFalse();
    assertThat(store(manifest).check("sums"))
        .extracting(DataStore.Item::state)
        .containsExactly(DataStore.State.ABSENT);
    assertThat(get(manifest))
        .extracting(DataStore.Item::state)
        .containsExactly(DataStore.State.HERE);
    requireUsable(manifest);
    assertThat(licences).containsExactly("sums is under this licence: own (mine)");

    Files.writeString(folder.resolve("cache/data/sums/test.jsonl"), "spoilt");
    assertThat(store(manifest).check("sums"))
        .extracting(DataStore.Item::state)
        .containsExactly(DataStore.State.WRONG);
    get(manifest);
    requireUsable(manifest);
  }

  @Test
  void anotherContentThanTheManifestMeansIsRefused() throws IOException {
    hub.file("sums.jsonl", ROWS + "more");
    Manifest manifest =
        manifest(
            "{path: test.jsonl, url: \"%s/sums.jsonl\", sha256: %s}"
                .formatted(hub.endpoint(), sum()));
    assertThatThrownBy(() -> get(manifest))
        .hasMessageContaining("/sums.jsonl could not be fetched: its sha256 is")
        .hasMessageContaining("the source has changed or the transfer was damaged");
    assertThat(folder.resolve("cache/data/test.jsonl")).doesNotExist();
  }

  @Test
  void anAddressOfThisMachineOrItsNetworkIsNotAsked() throws IOException {
    for (String host :
        List.of(
            "localhost",
            "127.0.0.2",
            "[::1]",
            "0.0.0.0",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "[fd00::1]",
            "[fe80::1]",
            "[::ffff:127.0.0.2]",
            "2130706434")) {
      Manifest manifest = manifest("{path: test.jsonl, url: \"http://%s/x\"}".formatted(host));
      assertThatThrownBy(() -> get(manifest))
          .as(host)
          .isInstanceOf(KvlabException.class)
          .hasMessageContaining("KVLAB_PRIVATE_ADDRESSES");
    }
  }

  @Test
  void aRedirectToThisMachineIsNotFollowedUnlessAllowed() throws IOException {
    HttpServer inner = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    inner.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, ROWS.length());
          exchange.getResponseBody().write(ROWS.getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    inner.start();
    HttpServer outer = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    outer.createContext(
        "/",
        exchange -> {
          String secret = "http://localhost:" + inner.getAddress().getPort() + "/secret";
          exchange.getResponseHeaders().add("Location", secret);
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    outer.start();
    try {
      Manifest manifest =
          manifest(
              "{path: test.jsonl, url: \"http://127.0.0.1:%d/x\"}"
                  .formatted(outer.getAddress().getPort()));
      assertThatThrownBy(() -> get(manifest))
          .hasMessageContaining("localhost is an address of this machine");
      HubOptions careful = options(false);
      HubOptions trusting =
          new HubOptions(
              careful.hubCache(),
              careful.cache(),
              careful.endpoint(),
              Optional.empty(),
              false,
              List.of(),
              careful.timeout(),
              1,
              careful.pause(),
              true);
      new DataStore(manifest, trusting, List.of(folder.resolve("mine")))
          .get("sums", TransferProgress.silent(), new Licences(trusting, licences::add));
      requireUsable(manifest);
    } finally {
      inner.stop(0);
      outer.stop(0);
    }
  }

  @Test
  void addressesThatAreNoWebAddressesAreRefusedByTheManifest() {
    for (String url : List.of("file:///etc/passwd", "ftp://x/y", "jar:file:/x!/y", "/etc/passwd")) {
      assertThatThrownBy(() -> manifest("{path: t.jsonl, url: \"%s\"}".formatted(url)))
          .as(url)
          .hasMessageContaining("an address that begins with https:// or http:// is expected");
    }
  }

  @Test
  void aFileOutsideOfTheDataFolderIsNeverWritten() throws IOException {
    hub.file("sums.jsonl", ROWS);
    String outside = folder.resolve("outside.jsonl").toString();
    for (String path : List.of("../../outside.jsonl", "a/../../../outside.jsonl", outside)) {
      Manifest manifest =
          manifest("{path: \"%s\", url: \"%s/sums.jsonl\"}".formatted(path, hub.endpoint()));
      assertThatThrownBy(() -> get(manifest))
          .as(path)
          .hasMessageContaining("lies outside of the data folder");
    }
    assertThat(folder.resolve("outside.jsonl")).doesNotExist();
  }

  @Test
  void anArchiveThatIsABombIsNotUnfolded() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("sums.jsonl"));
      zip.write(new byte[40 << 20]);
    }
    hub.file("data.zip", bytes.toByteArray());
    Manifest manifest =
        manifest(
            "{path: test.jsonl, url: \"%s/data.zip\", member: sums.jsonl}"
                .formatted(hub.endpoint()));
    assertThatThrownBy(() -> get(manifest)).hasMessageContaining("250 times its size");
    assertThat(folder.resolve("cache/data/test.jsonl")).doesNotExist();
  }

  @Test
  void aLinkInAnArchiveIsNoFile() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry link = new TarArchiveEntry("sums.jsonl", TarConstants.LF_SYMLINK);
      link.setLinkName("/etc/passwd");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
    }
    hub.file("data.tar", bytes.toByteArray());
    Manifest manifest =
        manifest(
            "{path: test.jsonl, url: \"%s/data.tar\", member: sums.jsonl}"
                .formatted(hub.endpoint()));
    assertThatThrownBy(() -> get(manifest)).hasMessageContaining("has no member sums.jsonl");
    assertThat(folder.resolve("cache/data/test.jsonl")).doesNotExist();
  }

  @Test
  void aMemberOfAnArchiveIsTakenOut() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("data/other.jsonl"));
      zip.write(1);
      zip.putNextEntry(new ZipEntry("data/sums.jsonl"));
      zip.write(ROWS.getBytes(StandardCharsets.UTF_8));
    }
    hub.file("data.zip", bytes.toByteArray());
    Manifest manifest =
        manifest(
            "{path: test.jsonl, url: \"%s/data.zip\", member: data/sums.jsonl, sha256: %s}"
                .formatted(hub.endpoint(), sum()));
    get(manifest);
    requireUsable(manifest);
    Manifest lacking =
        manifest(
            "{path: none.jsonl, url: \"%s/data.zip\", member: data/none.jsonl}"
                .formatted(hub.endpoint()));
    assertThatThrownBy(() -> get(lacking)).hasMessageContaining("has no member data/none.jsonl");
  }

  @Test
  void aFileOfTheHubGoesThroughItsCacheAndMirror() throws IOException {
    hub.file("test.jsonl", ROWS);
    Manifest manifest =
        manifest(
            "{path: test.jsonl, url: \"https://huggingface.co/datasets/me/sums/resolve/%s/test.jsonl\"}"
                .formatted(FakeHub.COMMIT));
    get(manifest);
    requireUsable(manifest);
    assertThat(hub.requests())
        .contains("GET /datasets/me/sums/resolve/" + FakeHub.COMMIT + "/test.jsonl");
    assertThat(folder.resolve("hub/datasets--me--sums/snapshots/" + FakeHub.COMMIT + "/test.jsonl"))
        .exists();
  }

  @Test
  void theUsersOwnFolderComesFirstAndIsNeverWrittenTo() throws IOException {
    Files.createDirectories(folder.resolve("mine"));
    Files.writeString(folder.resolve("mine/test.jsonl"), ROWS);
    Manifest manifest =
        manifest(
            "{path: test.jsonl, url: \"%s/none\", sha256: %s}".formatted(hub.endpoint(), sum()));
    assertThat(get(manifest))
        .extracting(DataStore.Item::path)
        .containsExactly(folder.resolve("mine/test.jsonl"));
    assertThat(hub.requests()).isEmpty();
    Files.writeString(folder.resolve("mine/test.jsonl"), "spoilt");
    assertThatThrownBy(() -> get(manifest)).hasMessageContaining("move it away or replace it");
    assertThat(folder.resolve("mine/test.jsonl")).content().isEqualTo("spoilt");
  }

  @Test
  void offlineAndMissingAddressesAreSaid() throws IOException {
    Manifest manifest = manifest("{path: test.jsonl}");
    assertThatThrownBy(() -> get(manifest))
        .hasMessageContaining("has no address to be fetched from");
    DataStore offline = new DataStore(manifest, options(true), List.of());
    assertThatThrownBy(
            () ->
                offline.get(
                    "sums", TransferProgress.silent(), new Licences(options(true), licences::add)))
        .hasMessageContaining("HF_HUB_OFFLINE forbids");
    assertThatThrownBy(() -> offline.check("nothing"))
        .hasMessageContaining("there is no dataset 'nothing'");
  }

  @Test
  void progressIsOneLineOfText() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long[] now = {0};
    try (ProgressBar bar =
        new ProgressBar(
            new java.io.PrintStream(bytes, true, StandardCharsets.UTF_8), () -> now[0])) {
      bar.at("a", 500_000, 2_000_000);
      now[0] = 1_000_000_000L;
      bar.at("a", 1_500_000, 2_000_000);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains("a [######------------------] 25 % 500.0 kB of 2.0 MB")
        .contains("a [##################------] 75 % 1.5 MB of 2.0 MB, 1.0 MB/s")
        .endsWith("\n");
    assertThat(ProgressBar.size(999)).isEqualTo("999 B");
    assertThat(ProgressBar.size(16_060_522_496L)).isEqualTo("16.1 GB");
  }
}
