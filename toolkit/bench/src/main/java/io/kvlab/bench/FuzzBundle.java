package io.kvlab.bench;

import io.kvlab.KvlabException;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.internal.Sha256;
import io.kvlab.plan.CellKey;
import io.kvlab.policy.Budget;
import io.kvlab.result.ExampleRow;
import io.kvlab.store.Bundle;
import io.kvlab.store.Fingerprint;
import io.kvlab.store.Run;
import io.kvlab.store.RunSpec;
import io.kvlab.store.RunStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Bundles with changed bytes, changed manifests and rows whose hashes are right again, foreign
 * names, and bombs. Whatever is refused must leave the store empty.
 */
final class FuzzBundle implements FuzzTarget {
  private final Path file;
  private final RunStore target;
  private final byte[] whole;
  private final Map<String, String> parts;

  FuzzBundle(Path folder) throws IOException {
    this.file = folder.resolve("bundle.zip");
    this.target = RunStore.open(folder.resolve("target"));
    try (RunStore store = RunStore.open(folder.resolve("source"))) {
      List<String> runs = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        Fingerprint fingerprint = Fingerprint.builder().text("plan", "" + i).build();
        RunSpec spec = new RunSpec("compress snapkv", "{}", fingerprint, "{\"seed\":7}");
        String run = store.begin(spec, false).run().id();
        store.append(run, List.of(row(0), row(1), failed(2)));
        runs.add(run);
      }
      Bundle.write(store, runs, file);
    }
    this.whole = Files.readAllBytes(file);
    this.parts = unzip(whole);
  }

  private static ExampleRow row(int index) {
    return new ExampleRow(
        cell(),
        new ExampleRow.ExampleId(index, "e" + index),
        new ExampleRow.Measured(
            new ExampleRow.CacheUse(10, 20, 80, 1280),
            new ExampleRow.Answer(
                "text",
                Optional.of("4"),
                "4",
                1,
                ExampleRow.Units.one(true),
                Map.of("strict", 1.0),
                new ExampleRow.Tokens(3, 3, 2)),
            new ExampleRow.Timing(0.1, 0.2),
            Optional.of(new ExampleRow.Fidelity(1, 2, 3, 4))));
  }

  private static ExampleRow failed(int index) {
    return new ExampleRow(
        cell(), new ExampleRow.ExampleId(index, "e"), new ExampleRow.Failed("too large"));
  }

  private static CellKey cell() {
    return new CellKey(
        new CellKey.Workload("nano", "gsm-mini", "arithmetic", 8, ""),
        new CellKey.Treatment(
            "snapkv", Budget.ratio("0.1"), Optional.empty(), CompressionPoint.PROMPT));
  }

  private static Map<String, String> unzip(byte[] bytes) throws IOException {
    Map<String, String> parts = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        parts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return parts;
  }

  @Override
  public String name() {
    return "bundle";
  }

  @Override
  public byte[] input(SplittableRandom random) {
    return random.nextInt(3) == 0 ? Mutations.bytes(whole, random) : rebuilt(random);
  }

  private byte[] rebuilt(SplittableRandom random) {
    Map<String, String> changed = new LinkedHashMap<>(parts);
    List<String> names = List.copyOf(parts.keySet());
    String name = names.get(random.nextInt(names.size()));
    String part = parts.getOrDefault(name, "");
    switch (random.nextInt(12)) {
      case 0 -> changed.put(Mutations.poison(random), "x");
      case 1 -> changed.remove(name);
      case 2 -> changed.put(name, " ".repeat(random.nextInt(3 << 20)));
      case 3 -> changed.put(name, part.repeat(random.nextInt(2_000)));
      default -> changed.put(name, Mutations.text(part, random));
    }
    String manifest = "manifest.json";
    if (changed.containsKey(manifest) && random.nextInt(3) > 0) {
      changed.put(manifest, withRightHashes(changed, changed.getOrDefault(manifest, "")));
    }
    return zip(changed, random);
  }

  /** Hash, size and count of the changed rows, so that what they say is what is tried. */
  private String withRightHashes(Map<String, String> changed, String manifest) {
    String right = manifest;
    for (Map.Entry<String, String> part : parts.entrySet()) {
      byte[] before = Mutations.utf8(part.getValue());
      String now = changed.getOrDefault(part.getKey(), "");
      byte[] after = Mutations.utf8(now);
      right =
          right
              .replace(Sha256.of(before), Sha256.of(after))
              .replace("\"bytes\" : " + before.length, "\"bytes\" : " + after.length);
      if (part.getKey().startsWith("runs/") && !now.equals(part.getValue())) {
        right = right.replace("\"rows\" : 3", "\"rows\" : " + now.lines().count());
      }
    }
    return right;
  }

  private static byte[] zip(Map<String, String> parts, SplittableRandom random) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        byte[] content = Mutations.utf8(part.getValue());
        ZipEntry entry = new ZipEntry(part.getKey());
        if (part.getKey().equals("manifest.json") && random.nextInt(20) > 0) {
          CRC32 crc = new CRC32();
          crc.update(content);
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(content.length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @Override
  public long unfolded(byte[] input) {
    long bytes = 0;
    byte[] buffer = new byte[8192];
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(input))) {
      while (zip.getNextEntry() != null) {
        for (int n = zip.read(buffer); n >= 0; n = zip.read(buffer)) {
          bytes += n;
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      return bytes; // what could be read of a damaged archive
    }
    return bytes;
  }

  @Override
  public void prepare(byte[] input) {
    try {
      Files.write(file, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean accepts(byte[] input) {
    try {
      Bundle.read(target, file);
    } catch (KvlabException e) {
      if (!target.list().isEmpty()) {
        throw new IllegalStateException("refused, but the store is not empty", e);
      }
      return false;
    }
    target.check();
    for (Run run : target.list()) {
      target.remove(run.id());
    }
    return true;
  }

  @Override
  public void close() {
    target.close();
  }
}
