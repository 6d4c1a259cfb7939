package io.kvlab.template.value;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Python's dict: in the order of insertion, 1 and 1.0 and True one key. Never changed once made.
 */
public final class Dict implements Value {
  private record Entry(Value key, Value value) {}

  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  private Dict() {}

  /** From entries; a later one takes over the value, the first keeps its key's form. */
  public static Dict of(Meter meter, Iterable<Map.Entry<Value, Value>> entries) {
    Dict dict = new Dict();
    for (Map.Entry<Value, Value> entry : entries) {
      meter.list(1);
      dict.entries.merge(
          Key.of(meter, entry.getKey()),
          new Entry(entry.getKey(), entry.getValue()),
          (before, now) -> new Entry(before.key(), now.value()));
    }
    return dict;
  }

  /** The value of a key; empty where there is none. */
  public Optional<Value> find(Meter meter, Value key) {
    return Optional.ofNullable(entries.get(Key.of(meter, key))).map(Entry::value);
  }

  /** The keys in order. */
  public List<Value> keys() {
    return new ArrayList<>(entries.values().stream().map(Entry::key).toList());
  }

  /** The values in the order of the keys. */
  public List<Value> values() {
    return new ArrayList<>(entries.values().stream().map(Entry::value).toList());
  }

  /** Pairs of key and value. */
  public List<Value> items() {
    List<Value> items = new ArrayList<>();
    entries.values().forEach(entry -> items.add(TupleValue.of(entry.key(), entry.value())));
    return items;
  }

  @Override
  public String type() {
    return "dict";
  }

  @Override
  public boolean truth() {
    return !entries.isEmpty();
  }

  @Override
  public long length() {
    return entries.size();
  }

  @Override
  public boolean iterable() {
    return true;
  }

  @Override
  public Iterator<Value> iterate(Meter meter) {
    return keys().iterator();
  }

  @Override
  public Optional<Value> item(Meter meter, Value key) {
    return Key.hashable(key) ? find(meter, key) : Optional.empty();
  }
}
