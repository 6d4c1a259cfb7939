package io.kvlab.cache;

import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The KV cache of a batch of sequences. Every layer and KV head of a sequence may hold different
 * positions, and a different number of them; memory follows what is kept, per head included. Keys
 * are stored after RoPE with their true position: eviction never renumbers, and the next token
 * takes the next true position. Close a cache to free its memory at once.
 */
public final class KvCache implements AutoCloseable {
  /**
   * What one sequence of a gathered cache is made of.
   *
   * @param cache where it comes from
   * @param sequence which sequence of that cache
   * @param selection the true positions to keep; empty for all
   */
  public record Source(KvCache cache, int sequence, Optional<Selection> selection) {
    /** A whole sequence. */
    public static Source all(KvCache cache, int sequence) {
      return new Source(cache, sequence, Optional.empty());
    }

    /** What a selection keeps of a sequence. */
    public static Source of(KvCache cache, int sequence, Selection selection) {
      return new Source(cache, sequence, Optional.of(selection));
    }
  }

  /** Spare room left when entries are evicted step by step. */
  private static final int STEP_RESERVE = 16;

  private final CacheAllocator allocator;
  private SequenceEntries[] sequences;
  private List<Layout> layouts;
  private int[] layoutOfLayer;
  private CacheTensors tensors;

  KvCache(
      CacheAllocator allocator,
      SequenceEntries[] sequences,
      List<Layout> layouts,
      int[] layoutOfLayer,
      IValue keys,
      IValue values,
      IValue places) {
    this.allocator = allocator;
    this.sequences = sequences.clone();
    this.layouts = List.copyOf(layouts);
    this.layoutOfLayer = layoutOfLayer.clone();
    this.tensors =
        CacheTensors.of(
            allocator.manager(), this.layouts, this.layoutOfLayer, keys, values, places);
  }

  /** Whether each layer is one tensor, sequence by sequence and head by head, without gaps. */
  public boolean inOneTensor() {
    return layouts.size() == 1
        && layouts.get(0).identity()
        && layouts.get(0).buckets().get(0).c() == allocator.geometry().kvHeads()
        && Arrays.stream(sequences).allMatch(SequenceEntries::contiguous);
  }

  /** Number of sequences. */
  public int batch() {
    return sequences.length;
  }

  /** Entries held by one layer and KV head of a sequence. */
  public int length(int layer, int sequence, int kvHead) {
    return sequences[sequence].length(layer, kvHead);
  }

  /** The true positions of those entries, increasing. */
  public int[] positions(int layer, int sequence, int kvHead) {
    return sequences[sequence].positions(layer, kvHead);
  }

  /** All that a sequence holds. */
  public Selection selection(int sequence) {
    CacheGeometry geometry = allocator.geometry();
    int[][][] kept = new int[geometry.layers()][geometry.kvHeads()][];
    for (int layer = 0; layer < kept.length; layer++) {
      for (int head = 0; head < kept[layer].length; head++) {
        kept[layer][head] = positions(layer, sequence, head);
      }
    }
    return Selection.of(kept);
  }

  /** The true position of a sequence's next token. */
  public int nextPosition(int sequence) {
    return sequences[sequence].next();
  }

  /** Entries held by a sequence over all layers and KV heads. */
  public long entries(int sequence) {
    long total = 0;
    CacheGeometry geometry = allocator.geometry();
    for (int layer = 0; layer < geometry.layers(); layer++) {
      for (int head = 0; head < geometry.kvHeads(); head++) {
        total += length(layer, sequence, head);
      }
    }
    return total;
  }

  /** Bytes that the entries themselves take: those held by all sequences times their size. */
  public long entryBytes() {
    long total = 0;
    for (int i = 0; i < sequences.length; i++) {
      total += entries(i);
    }
    return total * allocator.geometry().entryBytes();
  }

  /** Bytes allocated on the device, spare room and padding included. */
  public long bytes() {
    long entries = 0;
    for (int layout : layoutOfLayer) {
      entries += layouts.get(layout).entries();
    }
    return entries * allocator.geometry().entryBytes();
  }

  /**
   * Forgets all entries of a sequence at or behind a position: the way back after a draft was
   * refused.
   *
   * @param nextPositions per sequence the position its next token takes; not before the last
   *     compression
   */
  public void truncate(int[] nextPositions) {
    for (int i = 0; i < sequences.length; i++) {
      SequenceEntries entries = sequences[i];
      if (nextPositions[i] < entries.appendedFrom() || nextPositions[i] > entries.next()) {
        throw new IllegalArgumentException(
            "sequence "
                + i
                + " can be truncated to positions "
                + entries.appendedFrom()
                + " to "
                + entries.next()
                + ", not "
                + nextPositions[i]);
      }
      sequences[i] = new SequenceEntries(entries.kept(), entries.appendedFrom(), nextPositions[i]);
    }
  }

  /**
   * Evicts everything but the given positions and frees the memory.
   *
   * @param kept per sequence what stays; empty for all
   */
  public void retain(List<Optional<Selection>> kept, int reserve) {
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < sequences.length; i++) {
      sources.add(new Source(this, i, kept.get(i)));
    }
    replaceBy(allocator.gather(sources, reserve));
  }

  private void replaceBy(KvCache other) {
    tensors.close();
    sequences = other.sequences;
    layouts = other.layouts;
    layoutOfLayer = other.layoutOfLayer;
    tensors = other.tensors;
  }

  /**
   * Evicts positions, per head; a step of a method that compresses while decoding.
   *
   * @param evicted per sequence {@code [layers][kv_heads][positions]}; empty for none
   */
  public void evict(List<Optional<int[][][]>> evicted) {
    List<Optional<Selection>> kept = new ArrayList<>();
    boolean any = false;
    for (int i = 0; i < sequences.length; i++) {
      Optional<Selection> left = left(i, evicted.get(i));
      any |= left.isPresent();
      kept.add(left);
    }
    if (any) {
      retain(kept, STEP_RESERVE);
    }
  }

  private Optional<Selection> left(int sequence, Optional<int[][][]> evicted) {
    boolean none =
        evicted.isEmpty()
            || Arrays.stream(evicted.get())
                .allMatch(layer -> Arrays.stream(layer).allMatch(head -> head.length == 0));
    if (none) {
      return Optional.empty();
    }
    CacheGeometry geometry = allocator.geometry();
    int[][][] kept = new int[geometry.layers()][geometry.kvHeads()][];
    for (int layer = 0; layer < kept.length; layer++) {
      for (int head = 0; head < kept[layer].length; head++) {
        int[] gone = evicted.get()[layer][head].clone();
        Arrays.sort(gone);
        kept[layer][head] =
            Arrays.stream(positions(layer, sequence, head))
                .filter(position -> Arrays.binarySearch(gone, position) < 0)
                .toArray();
      }
    }
    return Optional.of(Selection.of(kept));
  }

  /**
   * Where a head of a sequence is stored.
   *
   * @param tensor index into the tensors of all layers and buckets
   * @param row row of that tensor
   */
  public record Place(int tensor, int row) {}

  /** See {@link Place}. */
  public Place place(int layer, int sequence, int kvHead) {
    int row = sequence * allocator.geometry().kvHeads() + kvHead;
    return new Place(firstTensor(layer) + bucketOfRow(layer)[row], placeOfRow(layer)[row]);
  }

  /**
   * What a forward pass of the decoder needs to know; see {@code decoder.py}.
   *
   * @param lengths the length of every row (or sequence) of every bucket
   * @param extents per bucket the longest length, and 1 where all are equal
   * @param rooms per bucket the entries that fit into a row
   */
  public record Pass(
      IValue keys,
      IValue values,
      IValue places,
      IValue orders,
      IValue backs,
      IValue structure,
      long[] lengths,
      long[] extents,
      long[] rooms) {}

  /** Makes room for {@code tokens} more per sequence and describes the cache to a forward pass. */
  public Pass beforePass(int tokens) {
    List<long[]> perBucket = lengthsOfBuckets();
    if (spareRoom(perBucket) < tokens) {
      int longest = 0;
      for (SequenceEntries entries : sequences) {
        longest = Math.max(longest, entries.length(0, 0));
      }
      List<Source> all = new ArrayList<>();
      for (int i = 0; i < sequences.length; i++) {
        all.add(Source.all(this, i));
      }
      replaceBy(allocator.gather(all, Math.max(tokens, longest / 4)));
      perBucket = lengthsOfBuckets();
    }
    long[] extents = new long[2 * perBucket.size()];
    for (int b = 0; b < perBucket.size(); b++) {
      long longest = 0;
      long shortest = Long.MAX_VALUE;
      for (long length : perBucket.get(b)) {
        longest = Math.max(longest, length);
        shortest = Math.min(shortest, length);
      }
      extents[2 * b] = longest;
      extents[2 * b + 1] = shortest == longest ? 1 : 0;
    }
    return new Pass(
        tensors.keys(),
        tensors.values(),
        tensors.places(),
        tensors.orders(),
        tensors.backs(),
        tensors.structure(),
        perBucket.stream().flatMapToLong(Arrays::stream).toArray(),
        extents,
        layouts.stream()
            .flatMap(layout -> layout.buckets().stream())
            .mapToLong(Layout.Bucket::room)
            .toArray());
  }

  private List<long[]> lengthsOfBuckets() {
    List<long[]> all = new ArrayList<>();
    for (int l = 0; l < layouts.size(); l++) {
      for (Layout.Bucket bucket : layouts.get(l).buckets()) {
        all.add(lengths(l, bucket));
      }
    }
    return all;
  }

  private long spareRoom(List<long[]> lengths) {
    long spare = Long.MAX_VALUE;
    int at = 0;
    for (Layout layout : layouts) {
      for (Layout.Bucket bucket : layout.buckets()) {
        for (long length : lengths.get(at++)) {
          spare = Math.min(spare, bucket.room() - length);
        }
      }
    }
    return spare;
  }

  private long[] lengths(int layout, Layout.Bucket bucket) {
    int kvHeads = allocator.geometry().kvHeads();
    int layer = layerOf(layout);
    long[] lengths = new long[bucket.a()];
    for (int i = 0; i < lengths.length; i++) {
      int row = bucket.rows()[i * bucket.c()];
      lengths[i] = sequences[row / kvHeads].length(layer, row % kvHeads);
    }
    return lengths;
  }

  private int layerOf(int layout) {
    for (int layer = 0; layer < layoutOfLayer.length; layer++) {
      if (layoutOfLayer[layer] == layout) {
        return layer;
      }
    }
    throw new IllegalStateException("no layer has layout " + layout);
  }

  /** Records that a forward pass has appended {@code counts[i]} tokens to sequence i. */
  public void afterPass(int[] counts) {
    for (int i = 0; i < sequences.length; i++) {
      sequences[i] = sequences[i].advance(counts[i]);
    }
  }

  SequenceEntries sequence(int sequence) {
    return sequences[sequence];
  }

  Layout layout(int layer) {
    return layouts.get(layoutOfLayer[layer]);
  }

  int[] bucketOfRow(int layer) {
    return tensors.bucketOfRow()[layoutOfLayer[layer]];
  }

  int[] placeOfRow(int layer) {
    return tensors.placeOfRow()[layoutOfLayer[layer]];
  }

  int firstTensor(int layer) {
    return tensors.firstTensor()[layer];
  }

  IValue keys() {
    return tensors.keys();
  }

  IValue values() {
    return tensors.values();
  }

  IValue places() {
    return tensors.places();
  }

  @Override
  public void close() {
    tensors.close();
  }
}
