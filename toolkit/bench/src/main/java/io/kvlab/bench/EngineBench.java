package io.kvlab.bench;

import io.kvlab.internal.torch.ScalarType;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.checkpoint.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Prefill and decode speed of Llama shapes with random weights, as fractions of what the machine
 * can do, measured in the same run: prefill of the fastest product, decoding of the bandwidth at
 * which as many bytes are read as a step reads, weights and cache.
 */
public final class EngineBench {
  private static final int[] BATCHES = {1, 8, 32};
  private static final int CONTEXT = 128;
  private static final double SECONDS = 2;

  private EngineBench() {}

  /** Runs one shape, or 15M and 125M where none is named. */
  public static BenchReport run(BenchOptions options) {
    List<String> shapes = options.shape().map(List::of).orElse(List.of("15M", "125M"));
    Map<String, Object> facts = Measuring.facts(options.device());
    ScalarType type =
        switch (options.precision()) {
          case FLOAT16 -> ScalarType.FLOAT16;
          case BFLOAT16 -> ScalarType.BFLOAT16;
          case AUTO, FLOAT32 -> ScalarType.FLOAT32;
        };
    ScalarType computed = options.device().isGpu() ? type : ScalarType.FLOAT32;
    MachineLimits limits = MachineLimits.measure(options.device(), computed);
    List<Phase> phases = new ArrayList<>();
    for (String shape : shapes) {
      try (Model model = Model.random(Shapes.of(shape), options.model(), 1)) {
        measure(shape, model, limits, phases);
      }
    }
    limits.measureAgain();
    limits.describe(facts);
    Rows rows = new Rows();
    phases.forEach(phase -> rows.add(phase, limits));
    return new BenchReport("engine", facts, rows.table);
  }

  /**
   * What was measured.
   *
   * @param speed tokens per second
   * @param flops operations per second; 0 for decoding
   * @param bytes read by a step; 0 for prefill
   * @param times the speed as a multiple of that of batch 1; 0 for prefill
   */
  private record Phase(
      String shape,
      String name,
      int batch,
      int length,
      double speed,
      double flops,
      long bytes,
      double times) {}

  private static void measure(String shape, Model model, MachineLimits limits, List<Phase> phases) {
    long weights = Shapes.matrixWeights(model.config());
    // about as long a measurement for every shape
    int length = (int) Math.max(32, Math.min(512, SECONDS * limits.flops() / (2.0 * weights) / 8));
    double single = 0;
    for (int batch : BATCHES) {
      int each = Math.max(16, Math.min(length, 8 * length / batch));
      double seconds = prefill(model, batch, each);
      double flops = flops(model.config(), batch, each) / seconds;
      phases.add(new Phase(shape, "prefill", batch, each, batch * each / seconds, flops, 0, 0));
      Decoded decoded = decode(model, batch);
      double speed = batch / decoded.seconds();
      long bytes = weights * bytesPerWeight(model) + batch * decoded.entries() * entryBytes(model);
      single = batch == 1 ? speed : single;
      phases.add(
          new Phase(
              shape, "decode", batch, (int) decoded.entries(), speed, 0, bytes, speed / single));
      limits.bandwidth(bytes); // as fast as it is at about the same time
    }
  }

  private static int bytesPerWeight(Model model) {
    return model.precision().equals(ScalarType.FLOAT32.toString())
        ? ScalarType.FLOAT32.bytes()
        : ScalarType.FLOAT16.bytes();
  }

  private static long entryBytes(Model model) {
    return entries(model) * model.caches().geometry().entryBytes();
  }

  private static long entries(Model model) {
    return (long) model.config().layers() * model.config().kvHeads();
  }

  private static double prefill(Model model, int batch, int length) {
    Runnable once =
        () -> {
          try (Prefill prefill =
              model.prefill(Measuring.prompts(model, batch, length), Set.of(), 0)) {
            prefill.logits().argmax();
          }
        };
    once.run();
    double best = Double.MAX_VALUE;
    double spent = 0;
    while (spent < SECONDS) {
      double seconds = Measuring.seconds(once);
      best = Math.min(best, seconds);
      spent += seconds;
    }
    return best;
  }

  /**
   * @param seconds per step
   * @param entries of each sequence's cache that a step read
   */
  private record Decoded(double seconds, long entries) {}

  private static Decoded decode(Model model, int batch) {
    try (Prefill prefill = model.prefill(Measuring.prompts(model, batch, CONTEXT), Set.of(), 256)) {
      double first = Measuring.decodeStep(model, prefill.cache(), 3);
      int steps = (int) Math.max(4, Math.min(60, SECONDS / 3 / first));
      Decoded best = new Decoded(first, CONTEXT);
      for (int round = 0; round < 3; round++) {
        int before = prefill.cache().nextPosition(0);
        double seconds = Measuring.decodeStep(model, prefill.cache(), steps);
        if (seconds < best.seconds()) {
          best = new Decoded(seconds, (before + prefill.cache().nextPosition(0)) / 2);
        }
      }
      return best;
    }
  }

  /** Operations of the products with weights (output matrix once per prompt) and of attention. */
  private static double flops(ModelConfig config, int batch, int length) {
    double output = (double) config.vocabulary() * config.hiddenSize();
    double layers = Shapes.matrixWeights(config) - output;
    double attention =
        2.0 * config.layers() * config.heads() * config.headDim() * (double) length * length;
    return batch * (2 * layers * length + 2 * output + attention);
  }

  private static final class Rows {
    private final Table table =
        Table.create(
            "engine",
            StringColumn.create("shape"),
            StringColumn.create("phase"),
            IntColumn.create("batch"),
            IntColumn.create("length"),
            DoubleColumn.create("tokens_per_s"),
            StringColumn.create("limit"),
            DoubleColumn.create("of_limit"),
            DoubleColumn.create("vs_batch_1"));

    void add(Phase phase, MachineLimits limits) {
      boolean prefill = phase.bytes() == 0;
      double read = (double) phase.bytes() * phase.speed() / phase.batch(); // a second
      table.stringColumn("shape").append(phase.shape());
      table.stringColumn("phase").append(phase.name());
      table.intColumn("batch").append(phase.batch());
      table.intColumn("length").append(phase.length());
      table.doubleColumn("tokens_per_s").append(phase.speed());
      table.stringColumn("limit").append(prefill ? "products" : "bandwidth");
      table
          .doubleColumn("of_limit")
          .append(
              prefill ? phase.flops() / limits.flops() : read / limits.bandwidth(phase.bytes()));
      if (prefill) {
        table.doubleColumn("vs_batch_1").appendMissing();
      } else {
        table.doubleColumn("vs_batch_1").append(phase.times());
      }
    }
  }
}
