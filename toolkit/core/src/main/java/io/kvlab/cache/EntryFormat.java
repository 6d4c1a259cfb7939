package io.kvlab.cache;

import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How the entries of a cache are stored: a script that puts and gets them ({@code put_keys}, {@code
 * put_values}, {@code get_keys}, {@code get_values}; see {@code cache_plain.py}), and the tensors
 * that it does it in. Every tensor of a layer has one row an entry, which is what eviction moves.
 *
 * @param script the script's text
 * @param keys what a key takes
 * @param values what a value takes
 */
public record EntryFormat(String script, List<Field> keys, List<Field> values) {
  /**
   * One tensor's part of an entry.
   *
   * @param width numbers
   * @param code the format of a number, as scripts know it
   * @param bytes of a number
   */
  public record Field(int width, int code, int bytes) {
    /** Numbers of a floating-point format. */
    public static Field of(int width, ScalarType type) {
      return new Field(width, type.code(), type.bytes());
    }
  }

  public EntryFormat {
    keys = List.copyOf(keys);
    values = List.copyOf(values);
  }

  /** As they are: one row of a tensor each. */
  public static EntryFormat plain(int keyWidth, int valueWidth, ScalarType type) {
    return new EntryFormat(
        TorchScript.source(EntryFormat.class, "cache_plain.py"),
        Collections.singletonList(Field.of(keyWidth, type)),
        Collections.singletonList(Field.of(valueWidth, type)));
  }

  /** Whether keys and values are stored as they are, so that scripts may look at them directly. */
  public boolean isPlain() {
    return keys.size() == 1 && values.size() == 1 && keys.get(0).code() == values.get(0).code();
  }

  /** Bytes of one entry: a key and a value of one head. */
  public int entryBytes() {
    return bytes(keys) + bytes(values);
  }

  private static int bytes(List<Field> fields) {
    return fields.stream().mapToInt(field -> field.width() * field.bytes()).sum();
  }

  /** What scripts call by words in capitals. */
  public Map<String, String> constants() {
    return Map.of(
        "KEY_TENSORS", String.valueOf(keys.size()), "VALUE_TENSORS", String.valueOf(values.size()));
  }
}
