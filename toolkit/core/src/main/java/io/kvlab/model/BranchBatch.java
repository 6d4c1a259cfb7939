package io.kvlab.model;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.cache.KvCache;
import io.kvlab.cache.Selection;
import io.kvlab.internal.torch.IValues;
import io.kvlab.model.checkpoint.ModelConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Branches of prefilled prompts. They look at the shared cache through masks, so a branch costs no
 * copy of what it keeps; what it reads further lies in a small cache of its own. The answers are
 * those of a cache that holds the kept entries alone.
 *
 * <p>The shared cache must stay open and unchanged as long as its branches are used.
 */
public final class BranchBatch implements AutoCloseable {
  /**
   * One way on from a prompt.
   *
   * @param sequence which sequence of the shared cache
   * @param kept what it keeps of it
   */
  public record Branch(int sequence, Selection kept) {}

  /** One branch of a batch. */
  public record Row(BranchBatch batch, int index) {
    public int sequence() {
      return batch.branches.get(index).sequence();
    }
  }

  private final ModelConfig config;
  private final Decoder.Program program;
  private final KvCache shared;
  private final List<Branch> branches;
  private final int tokensAtOnce;
  private final int[] lengths;
  private int room;
  private IValue keys;
  private IValue values;
  private Optional<Standing> standing = Optional.empty();

  /** The groups of the branches, and their masks on the device. */
  private record Standing(IValue hidden, IValue places, IValue back, IValue groups) {
    void close() {
      IValues.close(hidden, places, back, groups);
    }
  }

  private BranchBatch(
      ModelConfig config,
      Decoder.Program program,
      KvCache shared,
      List<Branch> branches,
      int tokensAtOnce,
      int[] lengths,
      int room,
      IValue keys,
      IValue values) {
    this.config = config;
    this.program = program;
    this.shared = shared;
    this.branches = List.copyOf(branches);
    this.tokensAtOnce = tokensAtOnce;
    this.lengths = lengths;
    this.room = room;
    this.keys = keys;
    this.values = values;
    for (int i = 1; i < branches.size(); i++) {
      if (branches.get(i).sequence() < branches.get(i - 1).sequence()) {
        throw new IllegalArgumentException("branches are sorted by prompt");
      }
    }
  }

  /** Fresh branches; see {@link Model#branch}. */
  static BranchBatch of(
      ModelConfig config,
      Decoder.Program program,
      KvCache shared,
      List<Branch> branches,
      int tokensAtOnce) {
    int room = Math.max(1, tokensAtOnce);
    IValue keys = empty(config, program, shared, branches.size(), room, config.headDim());
    IValue values =
        empty(config, program, shared, branches.size(), room, config.attention().valueDim());
    return new BranchBatch(
        config,
        program,
        shared,
        branches,
        tokensAtOnce,
        new int[branches.size()],
        room,
        keys,
        values);
  }

  private static IValue empty(
      ModelConfig config,
      Decoder.Program program,
      KvCache shared,
      int branches,
      int room,
      int width) {
    long[] size = {branches, config.kvHeads(), room, width};
    IValue[] like = shared.beforePass(0).keys().toIValueArray();
    try (IValue layers = IValue.from(config.layers());
        IValue shape = IValue.listFrom(size)) {
      return program.script().call("own_cache", like[0], layers, shape);
    } finally {
      IValues.close(like);
    }
  }

  /** Number of branches. */
  public int size() {
    return branches.size();
  }

  /** The branches, in order. */
  public List<Branch> branches() {
    return branches;
  }

  /** How many tokens a branch has read after the shared cache. */
  public int length(int row) {
    return lengths[row];
  }

  /**
   * Appends tokens to every branch.
   *
   * @param tokens per branch at least one token
   * @return per branch and token the token that follows; places behind a branch's own tokens mean
   *     nothing
   */
  public Logits.Best append(List<int[]> tokens) {
    int n = branches.size();
    int longest = tokens.stream().mapToInt(t -> t.length).max().orElse(0);
    int furthest = Arrays.stream(lengths).max().orElse(0);
    if (furthest + longest > room) {
      grow(furthest + longest + Math.max(longest, furthest / 2));
    }
    int[] ids = new int[n * longest];
    long[] numbers = new long[2 * n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(tokens.get(i), 0, ids, i * longest, tokens.get(i).length);
      numbers[i] = shared.nextPosition(branches.get(i).sequence()) + lengths[i];
      numbers[n + i] = lengths[i];
    }
    Standing now = standing();
    KvCache.Pass pass = shared.beforePass(0);
    program.pulse().begin();
    try (IValue newIds = IValues.tensor(program.manager(), ids, n, longest);
        IValue places = IValues.tensor(program.manager(), numbers, numbers.length);
        IValue extent = IValue.from(furthest + longest);
        IValue result =
            program
                .script()
                .call(
                    "branch",
                    newIds,
                    places,
                    program.weights(),
                    pass.keys(),
                    pass.values(),
                    keys,
                    values,
                    now.hidden(),
                    now.places(),
                    now.back(),
                    now.groups(),
                    extent,
                    program.pulse().value())) {
      for (int i = 0; i < n; i++) {
        lengths[i] += tokens.get(i).length;
      }
      return Logits.best(program.manager(), result, n, longest);
    } catch (EngineException failure) {
      throw Pulse.told(failure);
    }
  }

  /** Forgets all but the first tokens that a branch has read after the shared cache. */
  public void truncate(int row, int length) {
    if (length < 0 || length > lengths[row]) {
      throw new IllegalArgumentException(
          "branch " + row + " has read " + lengths[row] + " tokens, not " + length);
    }
    lengths[row] = length;
  }

  /**
   * Branches of several batches over one shared cache as a new batch; the batches stay as they are.
   *
   * @param rows sorted by prompt
   * @param tokensAtOnce how many tokens each will get at once
   */
  public static BranchBatch join(List<Row> rows, int tokensAtOnce) {
    BranchBatch first = rows.get(0).batch();
    Map<BranchBatch, List<Integer>> taken = new LinkedHashMap<>();
    int[] order = new int[rows.size()];
    for (Row row : rows) {
      taken.computeIfAbsent(row.batch(), batch -> new ArrayList<>()).add(row.index());
    }
    // the script takes the rows source by source; taken twice, they come in the wished order
    Map<BranchBatch, Integer> before = new LinkedHashMap<>();
    int count = 0;
    for (Map.Entry<BranchBatch, List<Integer>> entry : taken.entrySet()) {
      before.put(entry.getKey(), count);
      count += entry.getValue().size();
    }
    Map<BranchBatch, Integer> used = new LinkedHashMap<>();
    List<Branch> branches = new ArrayList<>();
    int[] lengths = new int[rows.size()];
    int longest = 0;
    for (int i = 0; i < order.length; i++) {
      Row row = rows.get(i);
      order[i] = before.getOrDefault(row.batch(), 0) + used.merge(row.batch(), 1, Integer::sum) - 1;
      branches.add(row.batch().branches.get(row.index()));
      lengths[i] = row.batch().lengths[row.index()];
      longest = Math.max(longest, lengths[i]);
    }
    int room = longest + Math.max(4 * tokensAtOnce, 16);
    return new BranchBatch(
        first.config,
        first.program,
        first.shared,
        branches,
        tokensAtOnce,
        lengths,
        room,
        first.joined(taken, order, longest, room, true),
        first.joined(taken, order, longest, room, false));
  }

  private IValue joined(
      Map<BranchBatch, List<Integer>> taken, int[] order, int longest, int room, boolean ofKeys) {
    List<IValue> opened = new ArrayList<>();
    List<IValue> indices = new ArrayList<>();
    try {
      taken.forEach(
          (batch, picked) -> {
            opened.addAll(Arrays.asList((ofKeys ? batch.keys : batch.values).toIValueArray()));
            int[] rows = picked.stream().mapToInt(Integer::intValue).toArray();
            indices.add(IValues.tensor(program.manager(), rows, rows.length));
          });
      try (IValue sources = IValues.list(opened);
          IValue rows = IValues.list(indices);
          IValue wished = IValues.tensor(program.manager(), order, order.length);
          IValue layers = IValue.from(config.layers());
          IValue entries = IValue.from(longest);
          IValue size = IValue.from(room)) {
        return program.script().call("join_own", sources, rows, wished, layers, entries, size);
      }
    } finally {
      opened.forEach(IValue::close);
      indices.forEach(IValue::close);
    }
  }

  private void grow(int wanted) {
    List<Row> all = new ArrayList<>();
    for (int i = 0; i < branches.size(); i++) {
      all.add(new Row(this, i));
    }
    int[] order = java.util.stream.IntStream.range(0, branches.size()).toArray();
    Map<BranchBatch, List<Integer>> taken = Map.of(this, Arrays.stream(order).boxed().toList());
    int longest = Arrays.stream(lengths).max().orElse(0);
    IValue largerKeys = joined(taken, order, longest, wanted, true);
    IValue largerValues = joined(taken, order, longest, wanted, false);
    IValues.close(keys, values);
    keys = largerKeys;
    values = largerValues;
    room = wanted;
  }

  private Standing standing() {
    if (standing.isPresent()) {
      return standing.get();
    }
    int[] seen = new int[shared.batch()];
    Arrays.setAll(seen, shared::nextPosition);
    long perEntry = (long) config.heads() * tokensAtOnce;
    BranchGroups groups = new BranchGroups(branches, seen, perEntry);
    List<IValue> hidden = new ArrayList<>();
    List<IValue> places = new ArrayList<>();
    try {
      for (BranchGroups.Group group : groups.groups()) {
        for (int layer = 0; layer < config.layers(); layer++) {
          hidden.add(hidden(groups, group, layer));
        }
        int[] rows = groups.places(group);
        places.add(IValues.tensor(program.manager(), rows, rows.length));
      }
      int[] back = groups.back();
      Standing fresh =
          new Standing(
              IValues.list(hidden),
              IValues.list(places),
              IValues.tensor(program.manager(), back, back.length),
              IValue.listFrom(groups.numbers()));
      standing = Optional.of(fresh);
      return fresh;
    } finally {
      hidden.forEach(IValue::close);
      places.forEach(IValue::close);
    }
  }

  private IValue hidden(BranchGroups groups, BranchGroups.Group group, int layer) {
    byte[] seen = groups.seen(group, layer, config.kvHeads());
    try (IValue bytes = IValues.tensor(program.manager(), seen, seen.length);
        IValue size =
            IValue.listFrom(group.prompts(), config.kvHeads(), group.branches(), 1, group.seen())) {
      return program.script().call("as_hidden", bytes, size);
    }
  }

  @Override
  public void close() {
    IValues.close(keys, values);
    standing.ifPresent(Standing::close);
    standing = Optional.empty();
  }
}
