package io.kvlab.store;

import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.plan.CellKey;
import io.kvlab.policy.Budget;
import io.kvlab.result.Detail;
import io.kvlab.result.Details;
import io.kvlab.result.ExampleRow;
import io.kvlab.result.ExampleRow.ExampleId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Rows of every kind, the same for the same seed. */
final class SampleRows {
  private SampleRows() {}

  static RunSpec spec(String weights) {
    return new RunSpec(
        "compress snapkv ratio 0.1 on gsm-mini with nano",
        "{\"cells\":[\"snapkv\"]}",
        Fingerprint.builder()
            .json("plan", "{\"cells\":[\"snapkv\"]}")
            .text("weights", weights)
            .text("data", "gsm-mini")
            .build(),
        "{\"kvlab\":\"0.1.0\",\"seed\":7}");
  }

  static CellKey cell(int number) {
    return new CellKey(
        new CellKey.Workload(
            "nano", number % 2 == 0 ? "gsm-mini" : "essay.txt", "arithmetic", 8, ""),
        new CellKey.Treatment(
            "snapkv(window=" + number + ")",
            number % 3 == 0 ? Budget.capacity(64 + number) : Budget.ratio("0.3"),
            number % 5 == 0 ? Optional.of(Budget.ratio("0.5")) : Optional.empty(),
            CompressionPoint.values()[number % 3]));
  }

  /** Example {@code index} in cell {@code cell}: always the same row. */
  static ExampleRow row(int cell, int index) {
    Random random = new Random(1000L * index + cell);
    ExampleId example = new ExampleId(index, "example/" + index);
    if (random.nextInt(20) == 0) {
      return new ExampleRow(cell(cell), example, new ExampleRow.Failed("does not fit into memory"));
    }
    String text = text(random.nextInt(4) == 0 ? random : new Random(index));
    Optional<ExampleRow.Fidelity> fidelity =
        cell % 2 == 0
            ? Optional.empty()
            : Optional.of(
                new ExampleRow.Fidelity(
                    random.nextDouble() * 40, random.nextGaussian(), random.nextInt(47), 47));
    int total = 4 * random.nextInt(4000);
    return new ExampleRow(
        cell(cell),
        example,
        new ExampleRow.Measured(
            new ExampleRow.CacheUse(total / 4, total / 7, total, 128L * (total / 7)),
            new ExampleRow.Answer(
                text,
                random.nextInt(5) == 0 ? Optional.empty() : Optional.of("" + random.nextInt(99)),
                "" + index * 37 % 101,
                random.nextBoolean() ? 1 : random.nextDouble(),
                new ExampleRow.Units(random.nextInt(35), 35),
                random.nextBoolean() ? Map.of() : Map.of("strict", 1.0, "flexible", 0.5),
                new ExampleRow.Tokens(random.nextInt(200), 30, random.nextInt(30))),
            new ExampleRow.Timing(random.nextDouble(), random.nextDouble() * 3),
            fidelity));
  }

  /** The same row, stating everything that a row may state beyond its columns. */
  static ExampleRow withDetails(ExampleRow row) {
    Details details = Details.NONE;
    for (Detail detail : Detail.values()) {
      details =
          switch (detail.kind()) {
            case TEXT -> details.with(detail, detail.title() + " \"of\" \u00e9t\u00e9");
            case WHOLE -> details.with(detail, 1L << 40);
            case REAL -> details.with(detail, 0.1);
            case WHOLES -> details.with(detail, new long[] {3, row.example().index(), -1});
            case REALS -> details.with(detail, new double[] {-1.5, -2, Double.NEGATIVE_INFINITY});
            case METRICS, DETAILS -> throw new IllegalStateException(detail.title());
          };
    }
    return row.with(details);
  }

  static List<ExampleRow> rows(int cells, int from, int to) {
    List<ExampleRow> rows = new ArrayList<>();
    for (int index = from; index < to; index++) {
      for (int cell = 0; cell < cells; cell++) {
        rows.add(row(cell, index));
      }
    }
    return rows;
  }

  private static String text(Random random) {
    String[] words = {
      "Each",
      "box",
      "holds",
      "12",
      "pens",
      "so",
      "7",
      "*",
      "12",
      "=",
      "84",
      "\u00e9t\u00e9",
      "\u6f22\u5b57",
      "\ud83d\ude00",
      "\n",
      "\u001b[31m",
      "<script>",
      "\"",
      ",",
      "####"
    };
    StringBuilder text = new StringBuilder();
    for (int n = random.nextInt(120); n > 0; n--) {
      text.append(words[random.nextInt(words.length)]).append(' ');
    }
    return text.toString();
  }
}
