package io.kvlab.bench;

import io.kvlab.cache.KvCache;
import io.kvlab.cache.Selection;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.checkpoint.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What eviction really saves: bytes allocated for the cache and decoding speed, for equal budgets
 * per head and for budgets that differ from head to head.
 */
public final class CompressBench {
  private static final double[] RATIOS = {1.0, 0.5, 0.2, 0.1};
  private static final int BATCH = 4;
  private static final int SHORTEST = 1024;
  private static final int LONGEST = 32_768;
  private static final int STEPS = 8;

  private CompressBench() {}

  /** Contexts from 1k to the longest, four times longer each, on the 15M shape by default. */
  public static BenchReport run(BenchOptions options) {
    Table rows =
        Table.create(
            "compress",
            IntColumn.create("length"),
            StringColumn.create("budgets"),
            DoubleColumn.create("ratio"),
            DoubleColumn.create("kept"),
            DoubleColumn.create("cache_mb"),
            DoubleColumn.create("of_full_cache"),
            DoubleColumn.create("tokens_per_s"),
            DoubleColumn.create("vs_full_cache"));
    Map<String, Object> facts = Measuring.facts(options.device());
    String shape = options.shape().orElse("15M");
    facts.put("shape", shape);
    facts.put("batch", BATCH);
    try (Model model = Model.random(Shapes.of(shape), options.model(), 1)) {
      int longest = options.longest().orElse(LONGEST);
      for (int length = SHORTEST; length <= longest; length *= 4) {
        try (Prefill prefill =
            model.prefill(List.of(Measuring.prompt(model, length, 1)), Set.of(), 0)) {
          double full = 0;
          long fullBytes = 0;
          for (double ratio : RATIOS) {
            for (boolean equal : ratio == 1 ? new boolean[] {true} : new boolean[] {true, false}) {
              Selection kept = selection(model.config(), length, ratio, equal);
              try (KvCache cache = branches(model, prefill, kept)) {
                long bytes = cache.bytes();
                double speed = BATCH / Measuring.decodeStep(model, cache, STEPS);
                full = ratio == 1 ? speed : full;
                fullBytes = ratio == 1 ? bytes : fullBytes;
                rows.intColumn("length").append(length);
                rows.stringColumn("budgets").append(equal ? "equal" : "per head");
                rows.doubleColumn("ratio").append(ratio);
                rows.doubleColumn("kept").append(kept.fraction(length));
                rows.doubleColumn("cache_mb").append(bytes / 1e6);
                rows.doubleColumn("of_full_cache").append((double) bytes / fullBytes);
                rows.doubleColumn("tokens_per_s").append(speed);
                rows.doubleColumn("vs_full_cache").append(speed / full);
              }
            }
          }
        }
      }
    }
    return new BenchReport("compress", facts, rows);
  }

  private static KvCache branches(Model model, Prefill prefill, Selection kept) {
    List<KvCache.Source> sources = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      sources.add(KvCache.Source.of(prefill.cache(), 0, kept));
    }
    return model.caches().gather(sources, STEPS + 1);
  }

  /** The newest positions; unequal heads keep between a half and one and a half of the average. */
  private static Selection selection(ModelConfig config, int length, double ratio, boolean equal) {
    int[][][] kept = new int[config.layers()][config.kvHeads()][];
    for (int layer = 0; layer < config.layers(); layer++) {
      for (int head = 0; head < config.kvHeads(); head++) {
        double share = (double) ((head + layer) % config.kvHeads()) / (config.kvHeads() - 1);
        double factor = equal ? 1 : 0.5 + share;
        int count = (int) Math.min(length, Math.round(factor * ratio * length));
        kept[layer][head] = IntStream.range(length - count, length).toArray();
      }
    }
    return Selection.of(kept);
  }
}
