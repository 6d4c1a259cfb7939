package io.kvlab.bench;

import io.kvlab.internal.torch.ScalarType;
import io.kvlab.model.Model;
import io.kvlab.model.Prefill;
import io.kvlab.model.checkpoint.ModelConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Prefill and decode speed of Llama shapes with random weights, as fractions of the machine's
 * matrix product rate and memory bandwidth measured in the same run.
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
    limits.describe(facts);
    Rows rows = new Rows();
    for (String shape : shapes) {
      try (Model model = Model.random(Shapes.of(shape), options.model(), 1)) {
        measure(shape, model, limits, rows);
      }
    }
    return new BenchReport("engine", facts, rows.table);
  }

  private static void measure(String shape, Model model, MachineLimits limits, Rows rows) {
    long weights = Shapes.matrixWeights(model.config());
    // about as long a measurement for every shape
    int length = (int) Math.max(32, Math.min(512, SECONDS * limits.flops() / (2.0 * weights) / 8));
    double single = 0;
    for (int batch : BATCHES) {
      int each = Math.max(16, Math.min(length, 8 * length / batch));
      double seconds = prefill(model, batch, each);
      double flops = flops(model.config(), batch, each);
      rows.add(
          shape,
          "prefill",
          batch,
          each,
          batch * each / seconds,
          flops / seconds / limits.flops(),
          0);
      double step = decode(model, batch);
      double bytes = (double) weights * model.bytes() / model.config().parameters();
      bytes += (double) batch * CONTEXT * entries(model) * model.caches().geometry().entryBytes();
      single = batch == 1 ? 1 / step : single;
      rows.add(
          shape,
          "decode",
          batch,
          CONTEXT,
          batch / step,
          bytes / step / limits.bandwidth(),
          batch / step / single);
    }
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

  private static double decode(Model model, int batch) {
    try (Prefill prefill = model.prefill(Measuring.prompts(model, batch, CONTEXT), Set.of(), 256)) {
      double first = Measuring.decodeStep(model, prefill.cache(), 3);
      int steps = (int) Math.max(4, Math.min(60, SECONDS / 3 / first));
      double best = first;
      for (int round = 0; round < 3; round++) {
        best = Math.min(best, Measuring.decodeStep(model, prefill.cache(), steps));
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
            DoubleColumn.create("of_limit"),
            DoubleColumn.create("vs_batch_1"));

    void add(
        String shape,
        String phase,
        int batch,
        int length,
        double speed,
        double part,
        double times) {
      table.stringColumn("shape").append(shape);
      table.stringColumn("phase").append(phase);
      table.intColumn("batch").append(batch);
      table.intColumn("length").append(length);
      table.doubleColumn("tokens_per_s").append(speed);
      table.doubleColumn("of_limit").append(part);
      if (times > 0) {
        table.doubleColumn("vs_batch_1").append(times);
      } else {
        table.doubleColumn("vs_batch_1").appendMissing();
      }
    }
  }
}
