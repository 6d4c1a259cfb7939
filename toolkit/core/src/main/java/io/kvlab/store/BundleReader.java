package io.kvlab.store;

import io.kvlab.KvlabException;
import io.kvlab.internal.Sha256;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.RowCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads a bundle that may have been made by an enemy. Nothing is ever unpacked to the file system;
 * only the manifest and the run files that it names may exist; sizes are checked while bytes are
 * read, whatever the archive claims; everything is verified before the store sees any of it, and
 * the store then takes all or nothing.
 */
final class BundleReader {
  /** Files in a bundle: no manifest names as many runs. */
  private static final int MOST_FILES = 5_000;

  private static final Pattern RUN_FILE =
      Pattern.compile("runs/" + BundleManifest.RUN_ID + "\\.jsonl");

  /** JSON lines of similar rows deflate to a thirtieth; deflate's own limit is 1032. */
  private static final long STEEPEST = 250;

  private static final long SMALL = 1 << 16;

  private static final int BATCH = 500;

  private final Path file;

  private BundleReader(Path file) {
    this.file = file;
  }

  static List<String> read(RunStore store, Path file) {
    return new BundleReader(file).read(store);
  }

  private List<String> read(RunStore store) {
    if (!Files.isRegularFile(file)) {
      throw KvlabException.run("There is no file " + file + "; check the name.");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Map<String, ZipEntry> entries = entries(zip);
      BundleManifest manifest = manifest(zip, entries);
      for (BundleManifest.Entry run : manifest.runs()) {
        verify(zip, entryOf(run, entries), run);
      }
      for (BundleManifest.Entry run : manifest.runs()) {
        rows(zip, entryOf(run, entries), run, manifest, row -> {});
      }
      return store.importing(
          importer -> {
            List<String> sentences = new ArrayList<>();
            for (BundleManifest.Entry run : manifest.runs()) {
              sentences.add(importRun(zip, entryOf(run, entries), run, manifest, importer));
            }
            return sentences;
          });
    } catch (IOException e) {
      throw refused("it is not a readable zip archive", e);
    }
  }

  private ZipEntry entryOf(BundleManifest.Entry run, Map<String, ZipEntry> entries) {
    ZipEntry entry = entries.get(run.file());
    if (entry == null) {
      throw refused("its manifest and its files do not match");
    }
    return entry;
  }

  private Map<String, ZipEntry> entries(ZipFile zip) {
    if (zip.size() > MOST_FILES) {
      throw refused("it holds more than " + MOST_FILES + " files");
    }
    Map<String, ZipEntry> entries = new HashMap<>();
    zip.stream()
        .forEach(
            entry -> {
              String name = entry.getName();
              if (!name.equals(Bundle.MANIFEST) && !RUN_FILE.matcher(name).matches()) {
                throw refused("it holds a file that does not belong into a bundle");
              }
              if (entries.put(name, entry) != null) {
                throw refused("it holds " + name + " twice");
              }
            });
    return entries;
  }

  private BundleManifest manifest(ZipFile zip, Map<String, ZipEntry> entries) throws IOException {
    ZipEntry entry = entries.get(Bundle.MANIFEST);
    if (entry == null) {
      throw refused("it has no " + Bundle.MANIFEST);
    }
    if (entry.getMethod() != ZipEntry.STORED
        || entry.getSize() < 0
        || entry.getSize() > Math.min(BundleManifest.LARGEST, Files.size(file))) {
      throw refused("its manifest is compressed or too large");
    }
    byte[] json = new byte[(int) entry.getSize()];
    try (InputStream in = zip.getInputStream(entry)) {
      if (in.readNBytes(json, 0, json.length) < json.length) {
        throw refused("its manifest is cut short");
      }
    }
    int version = BundleManifest.versionOf(json);
    if (version > BundleManifest.VERSION) {
      throw KvlabException.run(
          "The bundle "
              + file
              + " was written by a newer kvlab (bundle format "
              + version
              + ", this one knows up to "
              + BundleManifest.VERSION
              + "); update kvlab.");
    }
    BundleManifest manifest = parsed(json, version);
    Set<String> named = new HashSet<>(Set.of(Bundle.MANIFEST));
    for (BundleManifest.Entry run : manifest.runs()) {
      if (!named.add(run.file())) {
        throw refused("its manifest names a run twice");
      }
    }
    if (!named.equals(entries.keySet())) {
      throw refused("its manifest and its files do not match");
    }
    return manifest;
  }

  private BundleManifest parsed(byte[] json, int version) {
    try {
      if (version < 1) {
        throw new IllegalArgumentException("no version");
      }
      return BundleManifest.parse(json);
    } catch (IllegalArgumentException e) {
      throw refused("its manifest makes no sense", e);
    }
  }

  private String importRun(
      ZipFile zip,
      ZipEntry entry,
      BundleManifest.Entry run,
      BundleManifest manifest,
      RunImport importer)
      throws IOException {
    Run.State state = run.state() == Run.State.RUNNING ? Run.State.INTERRUPTED : run.state();
    RunImport.Place place =
        importer.place(run.id(), run.spec(), state, run.created(), run.updated());
    if (place.held()) {
      return "Run " + run.id() + " is in the store already.";
    }
    List<ExampleRow> batch = new ArrayList<>();
    int[] stored = {0};
    rows(
        zip,
        entry,
        run,
        manifest,
        row -> {
          batch.add(row);
          if (batch.size() == BATCH) {
            stored[0] += importer.append(place, batch);
            batch.clear();
          }
        });
    stored[0] += importer.append(place, batch);
    if (stored[0] != run.rows()) {
      throw refused("run " + run.id() + " holds a row twice");
    }
    return place.id().equals(run.id())
        ? "Run " + run.id() + " was imported: " + run.rows() + " rows."
        : "Run "
            + run.id()
            + " was imported as "
            + place.id()
            + ", because another run here has its id: "
            + run.rows()
            + " rows.";
  }

  /** Holds size, count and hash against the manifest; no row is looked into before. */
  private void verify(ZipFile zip, ZipEntry entry, BundleManifest.Entry run) throws IOException {
    long compressed = Math.min(entry.getCompressedSize(), Files.size(file));
    long limit = Math.min(run.bytes(), SMALL + STEEPEST * compressed);
    MessageDigest digest = Sha256.digester();
    long bytes = 0;
    long rows = 0;
    byte[] chunk = new byte[8192];
    try (InputStream in = zip.getInputStream(entry)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        bytes += n;
        for (int i = 0; i < n; i++) {
          rows += chunk[i] == '\n' ? 1 : 0;
        }
        if (bytes > limit || rows > run.rows()) {
          throw refused("run " + run.id() + " is larger than it says");
        }
        digest.update(chunk, 0, n);
      }
    }
    if (bytes != run.bytes()
        || rows != run.rows()
        || !HexFormat.of().formatHex(digest.digest()).equals(run.sha256())) {
      throw refused("the rows of run " + run.id() + " do not match their hash");
    }
  }

  /** Hands out the rows of a run that {@link #verify} has seen. */
  private void rows(
      ZipFile zip,
      ZipEntry entry,
      BundleManifest.Entry run,
      BundleManifest manifest,
      Consumer<ExampleRow> consumer)
      throws IOException {
    RowCodec.Names names =
        manifest.version() == 1 ? FirstNames.of(run.id()) : RowCodec.Names.CURRENT;
    long rows = 0;
    try (InputStream in = zip.getInputStream(entry);
        BundleLines lines = new BundleLines(in)) {
      while (next(lines)) {
        consumer.accept(row(lines, names, run, ++rows));
      }
    }
  }

  private boolean next(BundleLines lines) throws IOException {
    try {
      return lines.next();
    } catch (IllegalArgumentException e) {
      throw refused(Objects.requireNonNull(e.getMessage()), e);
    }
  }

  private ExampleRow row(
      BundleLines lines, RowCodec.Names names, BundleManifest.Entry run, long number) {
    try {
      return RowCodec.parse(lines.line(), lines.length(), names);
    } catch (IllegalArgumentException e) {
      throw refused("row " + number + " of run " + run.id() + " makes no sense", e);
    }
  }

  private KvlabException refused(String why) {
    return refused(why, new IllegalArgumentException(why));
  }

  private KvlabException refused(String why, Exception cause) {
    return KvlabException.run(
        "The bundle "
            + file
            + " was not imported because "
            + why
            + "; get it again from where it came.",
        cause);
  }
}
