package io.kvlab.cache;

import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.torch.IValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** One run of {@link CacheAllocator#gather}: from sources to entry indices to new tensors. */
final class Gathering {
  private final CacheAllocator allocator;
  private final List<KvCache.Source> sources;
  private final int reserve;
  private final int layers;
  private final int kvHeads;
  private final List<KvCache> caches;
  private final SequenceEntries[] targets;
  private final List<Layout> layouts = new ArrayList<>();
  private final int[] layoutOfLayer;

  Gathering(CacheAllocator allocator, List<KvCache.Source> sources, int reserve) {
    this.allocator = allocator;
    this.sources = List.copyOf(sources);
    this.reserve = reserve;
    this.layers = allocator.geometry().layers();
    this.kvHeads = allocator.geometry().kvHeads();
    this.caches = sources.stream().map(KvCache.Source::cache).distinct().toList();
    this.targets = new SequenceEntries[sources.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = target(sources.get(i));
    }
    this.layoutOfLayer = planLayouts();
  }

  private SequenceEntries target(KvCache.Source source) {
    SequenceEntries entries = source.cache().sequence(source.sequence());
    if (source.selection().isEmpty()) {
      return entries;
    }
    Selection selection = source.selection().get();
    if (selection.layers() != layers || selection.kvHeads() != kvHeads) {
      throw new IllegalArgumentException(
          selection + " does not fit a cache of " + layers + " layers");
    }
    int[][][] kept = new int[layers][][];
    for (int layer = 0; layer < layers; layer++) {
      kept[layer] = selection.layer(layer);
    }
    return entries.withKept(kept);
  }

  /** Layers whose rows have equal lengths share a layout. */
  private int[] planLayouts() {
    int[] result = new int[layers];
    Map<List<Integer>, Integer> known = new HashMap<>();
    for (int layer = 0; layer < layers; layer++) {
      int[] lengths = new int[targets.length * kvHeads];
      for (int row = 0; row < lengths.length; row++) {
        lengths[row] = targets[row / kvHeads].length(layer, row % kvHeads);
      }
      List<Integer> key = Arrays.stream(lengths).boxed().toList();
      Integer at = known.get(key);
      if (at == null) {
        at = layouts.size();
        layouts.add(Layout.plan(lengths, kvHeads, reserve));
        known.put(key, at);
      }
      result[layer] = at;
    }
    return result;
  }

  KvCache run() {
    List<IValue> keys = new ArrayList<>();
    List<IValue> values = new ArrayList<>();
    List<IValue> places = new ArrayList<>();
    Plan plan = null;
    try {
      for (int layer = 0; layer < layers; layer++) {
        if (plan == null || !sameAsBefore(layer)) {
          if (plan != null) {
            plan.close();
          }
          plan = new Plan(layer);
        }
        EntryFormat format = allocator.geometry().format();
        keys.addAll(plan.move(layer, KvCache::keys, format.keys()));
        values.addAll(plan.move(layer, KvCache::values, format.values()));
        if (allocator.geometry().tracksPositions()) {
          places.addAll(plan.move(layer, KvCache::places, List.of(CacheAllocator.PLACE)));
        }
      }
      return new KvCache(
          allocator,
          targets,
          layouts,
          layoutOfLayer,
          IValues.list(keys),
          IValues.list(values),
          IValues.list(places));
    } finally {
      if (plan != null) {
        plan.close();
      }
      keys.forEach(IValue::close);
      values.forEach(IValue::close);
      places.forEach(IValue::close);
    }
  }

  /** Whether a layer's entries move exactly as those of the layer below it. */
  private boolean sameAsBefore(int layer) {
    if (layoutOfLayer[layer] != layoutOfLayer[layer - 1]) {
      return false;
    }
    for (int i = 0; i < targets.length; i++) {
      KvCache cache = sources.get(i).cache();
      int[][][] from = cache.sequence(sources.get(i).sequence()).kept();
      if (cache.layout(layer) != cache.layout(layer - 1)
          || !sameLists(from[layer], from[layer - 1])
          || !sameLists(targets[i].kept()[layer], targets[i].kept()[layer - 1])) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameLists(int[][] a, int[][] b) {
    if (a == b) {
      return true;
    }
    for (int head = 0; head < a.length; head++) {
      if (a[head] != b[head]) {
        return false;
      }
    }
    return true;
  }

  /** The movements of one layer's entries, as index tensors. */
  private final class Plan implements AutoCloseable {
    private final Layout layout;
    private final List<IValue> indices = new ArrayList<>();

    /** Per target bucket triples of source tensor, its index list, the target index list. */
    private final List<long[]> picked = new ArrayList<>();

    /** The source tensors, as cache and bucket. */
    private final Map<List<Integer>, Integer> tensors = new LinkedHashMap<>();

    Plan(int layer) {
      layout = layouts.get(layoutOfLayer[layer]);
      for (Layout.Bucket bucket : layout.buckets()) {
        picked.add(pick(layer, bucket));
      }
    }

    private long[] pick(int layer, Layout.Bucket bucket) {
      int room = bucket.room();
      Map<Integer, int[]> from = new LinkedHashMap<>();
      for (int place = 0; place < bucket.rows().length; place++) {
        int row = bucket.rows()[place];
        KvCache.Source source = sources.get(row / kvHeads);
        Layout layoutThere = source.cache().layout(layer);
        int rowThere = source.sequence() * kvHeads + row % kvHeads;
        int bucketThere = source.cache().bucketOfRow(layer)[rowThere];
        int base =
            source.cache().placeOfRow(layer)[rowThere]
                * layoutThere.buckets().get(bucketThere).room();
        int tensor =
            tensors.computeIfAbsent(
                List.of(caches.indexOf(source.cache()), bucketThere), key -> tensors.size());
        int[] map = from.computeIfAbsent(tensor, key -> unused(bucket.rows().length * room));
        fill(map, place * room, layer, row, base);
      }
      List<Long> picks = new ArrayList<>();
      for (Map.Entry<Integer, int[]> entry : from.entrySet()) {
        int[] map = entry.getValue();
        picks.add((long) entry.getKey());
        picks.add((long) indices.size());
        if (from.size() == 1) {
          for (int i = 0; i < map.length; i++) {
            map[i] = Math.max(map[i], 0); // unused room: any finite entry will do
          }
          indices.add(IValues.tensor(allocator.manager(), map, map.length));
          picks.add(-1L);
        } else {
          int[] used = used(map);
          int[] values = Arrays.stream(used).map(i -> map[i]).toArray();
          indices.add(IValues.tensor(allocator.manager(), values, values.length));
          picks.add((long) indices.size());
          indices.add(IValues.tensor(allocator.manager(), used, used.length));
        }
      }
      return picks.stream().mapToLong(Long::longValue).toArray();
    }

    private static int[] unused(int size) {
      int[] map = new int[size];
      Arrays.fill(map, -1);
      return map;
    }

    private static int[] used(int[] map) {
      return java.util.stream.IntStream.range(0, map.length).filter(i -> map[i] >= 0).toArray();
    }

    private void fill(int[] map, int at, int layer, int row, int base) {
      int sequence = row / kvHeads;
      int head = row % kvHeads;
      KvCache.Source source = sources.get(sequence);
      SequenceEntries before = source.cache().sequence(source.sequence());
      int length = targets[sequence].length(layer, head);
      if (source.selection().isEmpty()) {
        for (int i = 0; i < length; i++) {
          map[at + i] = base + i;
        }
        return;
      }
      int[] wanted = targets[sequence].kept()[layer][head];
      for (int i = 0; i < length; i++) {
        int index = before.indexOf(layer, head, wanted[i]);
        if (index < 0) {
          throw new IllegalArgumentException(
              "position "
                  + wanted[i]
                  + " of layer "
                  + layer
                  + ", KV head "
                  + head
                  + " is not in the cache");
        }
        map[at + i] = base + index;
      }
    }

    /** The new tensors of a layer, bucket by bucket and field by field. */
    List<IValue> move(int layer, Function<KvCache, IValue> part, List<EntryFormat.Field> fields) {
      List<IValue[]> moved = new ArrayList<>();
      List<IValue> opened = new ArrayList<>();
      try {
        Map<KvCache, IValue[]> tensorsOf = new IdentityHashMap<>();
        for (List<Integer> tensor : tensors.keySet()) {
          KvCache cache = caches.get(tensor.get(0));
          if (!tensorsOf.containsKey(cache)) {
            IValue[] all = part.apply(cache).toIValueArray();
            opened.addAll(Arrays.asList(all));
            tensorsOf.put(cache, all);
          }
        }
        for (int field = 0; field < fields.size(); field++) {
          List<IValue> from = new ArrayList<>();
          for (List<Integer> tensor : tensors.keySet()) {
            KvCache cache = caches.get(tensor.get(0));
            int at = cache.firstTensor(layer) + tensor.get(1);
            from.add(Objects.requireNonNull(tensorsOf.get(cache))[fields.size() * at + field]);
          }
          List<long[]> sizes = new ArrayList<>();
          for (Layout.Bucket bucket : layout.buckets()) {
            sizes.add(
                new long[] {bucket.a(), bucket.c(), bucket.room(), fields.get(field).width()});
          }
          try (IValue list = IValues.list(from);
              IValue made = allocator.gather(list, picked, indices, sizes)) {
            moved.add(made.toIValueArray());
          }
        }
      } finally {
        opened.forEach(IValue::close);
      }
      List<IValue> result = new ArrayList<>();
      for (int bucket = 0; bucket < layout.buckets().size(); bucket++) {
        for (IValue[] ofField : moved) {
          result.add(ofField[bucket]);
        }
      }
      return result;
    }

    @Override
    public void close() {
      indices.forEach(IValue::close);
    }
  }
}
