package io.kvlab.store;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kvlab.KvlabException;
import io.kvlab.internal.Sha256;
import io.kvlab.internal.WholeFile;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.RowCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * One file that carries runs to another store: a zip archive with the rows of each run as JSON
 * lines ({@code runs/ID.jsonl}) and a manifest with their hashes. Importing trusts nothing in it:
 * see {@link BundleReader}.
 */
public final class Bundle {
  static final String MANIFEST = "manifest.json";

  private Bundle() {}

  /** Writes the runs, by id or beginning of an id, to {@code file}; it appears when complete. */
  public static void write(RunStore store, List<String> runs, Path file) {
    WholeFile.write(
        file,
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(out)) {
            List<BundleManifest.Entry> entries = new ArrayList<>();
            for (String id : runs.stream().map(store::show).map(Run::id).distinct().toList()) {
              entries.add(writeRun(store, store.show(id), zip));
            }
            writeManifest(
                new BundleManifest(BundleManifest.FORMAT, BundleManifest.VERSION, entries), zip);
          }
        });
  }

  /**
   * Brings the runs of a bundle into a store: all of them, or none if anything is wrong. A run that
   * the store holds already is left out; one whose id is taken by another run gets a new id.
   *
   * @return a sentence for each run
   * @throws KvlabException with the reason if the file is not an intact bundle
   */
  public static List<String> read(RunStore store, Path file) {
    return BundleReader.read(store, file);
  }

  private static BundleManifest.Entry writeRun(RunStore store, Run run, ZipOutputStream zip)
      throws IOException {
    zip.putNextEntry(entry("runs/" + run.id() + ".jsonl"));
    MessageDigest digest = Sha256.digester();
    Counting counting = new Counting(new DigestOutputStream(zip, digest));
    long[] rows = {0};
    try (JsonGenerator json = RowCodec.generator(counting)) {
      store.rows(
          run.id(),
          row -> {
            put(json, row);
            rows[0]++;
          });
    }
    zip.closeEntry();
    Run written =
        new Run(
            run.id(), run.spec(), run.state(), rows[0], run.failed(), run.created(), run.updated());
    return BundleManifest.Entry.of(
        written, HexFormat.of().formatHex(digest.digest()), counting.count);
  }

  private static void put(JsonGenerator json, ExampleRow row) {
    try {
      RowCodec.write(json, row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Uncompressed, so that its size in memory is its size on disk. */
  private static void writeManifest(BundleManifest manifest, ZipOutputStream zip)
      throws IOException {
    byte[] json = manifest.toJson();
    if (json.length > BundleManifest.LARGEST) {
      throw KvlabException.usage(
          "Plans and provenance of these "
              + manifest.runs().size()
              + " runs are too large for one bundle; put them into several.");
    }
    CRC32 crc = new CRC32();
    crc.update(json);
    ZipEntry entry = entry(MANIFEST);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(json.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(json);
    zip.closeEntry();
  }

  /** The same runs give the same bytes. */
  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
    return entry;
  }

  private static final class Counting extends java.io.FilterOutputStream {
    private long count;

    Counting(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      count += length;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      count++;
    }

    /** The archive goes on behind this entry. */
    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
