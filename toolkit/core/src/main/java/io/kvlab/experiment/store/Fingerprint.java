package io.kvlab.experiment.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kvlab.KvlabException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything on which the rows of a run depend, as named SHA-256 hashes: {@code plan}, {@code
 * weights}, {@code data}, {@code code} and the like. Two runs with equal fingerprints give the same
 * rows, so one continues the other; where they differ, the names say what has changed.
 *
 * @param parts name to SHA-256 in lower-case hexadecimal
 */
public record Fingerprint(SortedMap<String, String> parts) {

  public Fingerprint {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a fingerprint has at least one part");
    }
    parts.forEach(
        (name, hash) -> {
          if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a SHA-256: " + name + " = " + hash);
          }
        });
    parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
  }

  /** Collects the parts of a fingerprint. */
  public static final class Builder {
    private final TreeMap<String, String> parts = new TreeMap<>();

    private Builder() {}

    /** A part given as any text, hashed as it stands. */
    public Builder text(String name, String text) {
      return hash(name, sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A part given as JSON; the order of its keys and its white space do not matter. */
    public Builder json(String name, String json) {
      try {
        return text(name, Json.canonical(Json.read(json)));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("the " + name + " is not JSON", e);
      }
    }

    /** A part made of several hashes or values by name, for instance a checkpoint's files. */
    public Builder all(String name, Map<String, String> values) {
      return text(name, Json.write(new TreeMap<>(values)));
    }

    /** A part that is a SHA-256 already. */
    public Builder hash(String name, String sha256) {
      if (parts.putIfAbsent(name, sha256) != null) {
        throw new IllegalArgumentException("two parts are named " + name);
      }
      return this;
    }

    public Fingerprint build() {
      return new Fingerprint(parts);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** One hash over all parts: 64 hexadecimal digits. */
  public String digest() {
    return sha256(Json.write(parts).getBytes(StandardCharsets.UTF_8));
  }

  /** The names of the parts in which the two differ, sorted. */
  public List<String> differences(Fingerprint other) {
    TreeSet<String> names = new TreeSet<>(parts.keySet());
    names.addAll(other.parts.keySet());
    List<String> differing = new ArrayList<>();
    for (String name : names) {
      if (!Objects.equals(parts.get(name), other.parts.get(name))) {
        differing.add(name);
      }
    }
    return differing;
  }

  /** The SHA-256 of some bytes, in lower-case hexadecimal. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digester().digest(bytes));
  }

  /**
   * The SHA-256 of a file's content, in lower-case hexadecimal.
   *
   * @throws KvlabException if the file cannot be read
   */
  public static String sha256(Path file) {
    MessageDigest digest = digester();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    } catch (IOException e) {
      throw KvlabException.run(
          "The file " + file + " could not be read; check that it exists and may be read.", e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest digester() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
