package io.kvlab.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.kvlab.internal.Sha256;
import java.util.ArrayList;
import java.util.Collections;
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
      return hash(name, Sha256.of(text));
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
    return Sha256.of(Json.write(parts));
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
}
