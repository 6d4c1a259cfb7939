package io.kvlab.cache;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.TorchScript;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes the KV caches of one model on one device. */
public final class CacheAllocator implements AutoCloseable {
  /** A true position, int32. */
  static final EntryFormat.Field PLACE = new EntryFormat.Field(1, 3, Integer.BYTES);

  private final CacheGeometry geometry;
  private final NDManager manager;
  private final TorchScript script;

  public CacheAllocator(NDManager manager, CacheGeometry geometry) {
    this.geometry = geometry;
    this.manager = manager;
    this.script = TorchScript.load(manager, CacheAllocator.class, "cache.py");
  }

  public CacheGeometry geometry() {
    return geometry;
  }

  NDManager manager() {
    return manager;
  }

  /** A cache of {@code batch} sequences without entries, with room for {@code room} tokens each. */
  public KvCache empty(int batch, int room) {
    int[] lengths = new int[batch * geometry.kvHeads()];
    Layout layout = Layout.plan(lengths, geometry.kvHeads(), room);
    SequenceEntries[] sequences = new SequenceEntries[batch];
    Arrays.fill(sequences, SequenceEntries.empty(geometry.layers(), geometry.kvHeads()));
    return new KvCache(
        this,
        sequences,
        List.of(layout),
        new int[geometry.layers()],
        zeros(geometry.format().keys(), geometry.layers(), batch, room),
        zeros(geometry.format().values(), geometry.layers(), batch, room),
        zeros(List.of(PLACE), geometry.tracksPositions() ? geometry.layers() : 0, batch, room));
  }

  /**
   * A cache of one sequence from tensors made layer by layer.
   *
   * @param keys per layer {@code [1, kv_heads, kept + reserve, d]}; stay open
   * @param kept per layer the true positions that all its heads hold
   * @param next the position of the next token
   */
  public KvCache assemble(
      List<IValue> keys, List<IValue> values, List<int[]> kept, int next, int reserve) {
    if (geometry.tracksPositions()) {
      throw new UnsupportedOperationException("sliding windows");
    }
    int[][][] positions = new int[geometry.layers()][geometry.kvHeads()][];
    List<Layout> layouts = new ArrayList<>();
    List<Integer> lengths = new ArrayList<>();
    int[] layoutOfLayer = new int[geometry.layers()];
    for (int layer = 0; layer < positions.length; layer++) {
      Arrays.fill(positions[layer], kept.get(layer).clone());
      int length = kept.get(layer).length;
      if (!lengths.contains(length)) {
        int[] rows = new int[geometry.kvHeads()];
        Arrays.fill(rows, length);
        lengths.add(length);
        layouts.add(Layout.plan(rows, geometry.kvHeads(), reserve));
      }
      layoutOfLayer[layer] = lengths.indexOf(length);
    }
    return new KvCache(
        this,
        new SequenceEntries[] {new SequenceEntries(positions, next, next)},
        layouts,
        layoutOfLayer,
        IValues.list(keys),
        IValues.list(values),
        IValues.list(List.of()));
  }

  private IValue zeros(List<EntryFormat.Field> fields, int layers, int batch, int room) {
    long[] codes = fields.stream().mapToLong(EntryFormat.Field::code).toArray();
    long[] widths = fields.stream().mapToLong(EntryFormat.Field::width).toArray();
    try (IValue device = IValues.tensor(manager, new int[1], 1);
        IValue dtypes = IValue.listFrom(codes);
        IValue columns = IValue.listFrom(widths);
        IValue count = IValue.from(layers);
        IValue shape = IValue.listFrom(new long[] {batch, geometry.kvHeads(), room})) {
      return script.call("empty_cache", device, dtypes, columns, count, shape);
    }
  }

  /**
   * A new cache whose sequences are copies of what {@code sources} name: branches of prefilled
   * caches, sequences joining or leaving a batch, one shared prefix for many examples. The sources
   * stay as they are.
   *
   * @param reserve room for this many more tokens per sequence
   */
  public KvCache gather(List<KvCache.Source> sources, int reserve) {
    return new Gathering(this, sources, reserve).run();
  }

  /** One call of the gathering script; see {@code cache.py}. */
  IValue gather(IValue tensors, List<long[]> picked, List<IValue> indices, List<long[]> sizes) {
    List<IValue> owned = new ArrayList<>();
    try {
      IValue index = own(owned, IValues.list(indices));
      IValue picks = own(owned, lists(owned, picked));
      IValue shapes = own(owned, lists(owned, sizes));
      return script.call("gather", tensors, picks, index, shapes);
    } finally {
      owned.forEach(IValue::close);
    }
  }

  private static IValue own(List<IValue> owned, IValue value) {
    owned.add(value);
    return value;
  }

  private static IValue lists(List<IValue> owned, List<long[]> lists) {
    IValue[] values = new IValue[lists.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = own(owned, IValue.listFrom(lists.get(i)));
    }
    return IValue.listFrom(values);
  }

  @Override
  public void close() {
    script.close();
  }
}
