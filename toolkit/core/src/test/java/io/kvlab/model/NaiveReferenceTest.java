package io.kvlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kvlab.KvlabException;
import io.kvlab.cache.KvCache;
import io.kvlab.cache.Selection;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.model.decode.DecodeBatch;
import io.kvlab.model.decode.StepRule;
import io.kvlab.model.decode.StopRule;
import io.kvlab.model.evidence.AccumulatedAttention;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.KeyNorms;
import io.kvlab.model.evidence.KeySimilarity;
import io.kvlab.model.evidence.RampAttention;
import io.kvlab.model.evidence.WindowAttention;
import io.kvlab.testing.NaiveDecoder;
import io.kvlab.testing.Shared;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Caches and evidence on stories260k against plain loops in float64. */
@Tag("arithmetic")
class NaiveReferenceTest {
  private static final Set<EvidenceKind> ALL =
      Set.of(
          new WindowAttention(8),
          new WindowAttention(300),
          new AccumulatedAttention(),
          new RampAttention(0.2),
          new KeyNorms(),
          new KeySimilarity());

  private static Path folder;
  private static Model model;

  @BeforeAll
  static void load() {
    folder = Shared.path("models/stories260k");
    model = Model.load(folder, ModelOptions.cpu());
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  private static int[] prompt(int length, long seed) {
    int[] ids = new Random(seed).ints(length, 3, model.config().vocabulary()).toArray();
    ids[0] = 1;
    return ids;
  }

  private static void same(float[] actual, double[] expected, double tolerance) {
    assertThat(actual.length).isEqualTo(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual[i]).as("at " + i).isCloseTo(expected[i], within(tolerance));
    }
  }

  /** Attention evidence by definition, from the weights of every query. */
  private static double[] naive(EvidenceKind kind, List<double[]> rows) {
    int n = rows.size();
    double[] sums = new double[n];
    for (int query = 0; query < n; query++) {
      double factor = 1;
      if (kind instanceof WindowAttention window && query < n - window.window()) {
        factor = 0;
      }
      if (kind instanceof RampAttention ramp) {
        int count = 1 + (int) (ramp.recent() * n);
        int row = query - (n - count);
        factor = row < 0 ? 0 : (1 + 0.2 * row / Math.max(1, count - 1)) / count;
      }
      for (int key = 0; key <= query; key++) {
        sums[key] += factor * rows.get(query)[key];
      }
    }
    return sums;
  }

  private static void checkEvidence(int[] prompt, Evidence evidence) {
    NaiveDecoder naive = new NaiveDecoder(folder);
    ModelConfig config = model.config();
    List<List<List<double[]>>> rows = new ArrayList<>();
    for (int layer = 0; layer < config.layers(); layer++) {
      rows.add(new ArrayList<>());
      for (int head = 0; head < config.heads(); head++) {
        rows.get(layer).add(new ArrayList<>());
      }
    }
    for (int token : prompt) {
      naive.step(token);
      for (int layer = 0; layer < config.layers(); layer++) {
        for (int head = 0; head < config.heads(); head++) {
          rows.get(layer).get(head).add(naive.weights(layer, head));
        }
      }
    }
    assertThat(evidence.length()).isEqualTo(prompt.length);
    for (int layer = 0; layer < config.layers(); layer++) {
      for (int head = 0; head < config.heads(); head++) {
        for (EvidenceKind kind : ALL) {
          if (kind.scope() == EvidenceKind.Scope.QUERY_HEAD) {
            double[] expected = naive(kind, rows.get(layer).get(head));
            same(evidence.of(kind, layer, head), expected, 2e-4);
          }
        }
      }
      for (int head = 0; head < config.kvHeads(); head++) {
        List<NaiveDecoder.Entry> entries = naive.entries(layer, head);
        double[] norms = entries.stream().mapToDouble(e -> norm(e.key())).toArray();
        same(evidence.of(new KeyNorms(), layer, head), norms, 1e-3);
        same(evidence.of(new KeySimilarity(), layer, head), similarity(entries, norms), 1e-4);
      }
    }
  }

  private static double norm(double[] x) {
    return Math.sqrt(Arrays.stream(x).map(v -> v * v).sum());
  }

  private static double[] similarity(List<NaiveDecoder.Entry> entries, double[] norms) {
    double[] mean = new double[entries.get(0).key().length];
    for (int i = 0; i < norms.length; i++) {
      for (int c = 0; c < mean.length; c++) {
        mean[c] += entries.get(i).key()[c] / norms[i] / norms.length;
      }
    }
    double[] result = new double[norms.length];
    for (int i = 0; i < norms.length; i++) {
      for (int c = 0; c < mean.length; c++) {
        result[i] += entries.get(i).key()[c] * mean[c] / norms[i] / norm(mean);
      }
    }
    return result;
  }

  @Test
  void evidenceOfABatchIsWhatItsDefinitionSays() {
    List<int[]> prompts = List.of(prompt(90, 1), prompt(301, 2), prompt(1, 3));
    try (Prefill prefill = model.prefill(prompts, ALL, 0)) {
      for (int i = 0; i < prompts.size(); i++) {
        checkEvidence(prompts.get(i), prefill.evidence().get(i));
      }
    }
  }

  @Test
  void readingBehindASharedPrefixEqualsReadingTheWhole() {
    Set<EvidenceKind> kinds =
        Set.of(
            new WindowAttention(8),
            new AccumulatedAttention(),
            new KeyNorms(),
            new KeySimilarity());
    int[] shared = prompt(120, 4);
    List<int[]> rests = List.of(prompt(40, 5), prompt(8, 6), prompt(23, 7));
    List<int[]> wholes = new ArrayList<>();
    for (int[] rest : rests) {
      int[] whole = Arrays.copyOf(shared, shared.length + rest.length);
      System.arraycopy(rest, 0, whole, shared.length, rest.length);
      wholes.add(whole);
    }
    try (Prefill prefix = model.prefix(shared, kinds);
        Prefill after = model.prefillAfter(prefix, rests, kinds, 3);
        Prefill whole = model.prefill(wholes, kinds, 0)) {
      for (int i = 0; i < rests.size(); i++) {
        float[] expected = whole.logits().of(i, 0);
        float[] actual = after.logits().of(i, 0);
        for (int v = 0; v < expected.length; v++) {
          assertThat(actual[v]).isCloseTo(expected[v], within(1e-3f));
        }
        for (EvidenceKind kind : kinds) {
          int heads = kind.scope().rows(model.config().heads(), model.config().kvHeads());
          for (int layer = 0; layer < model.config().layers(); layer++) {
            for (int head = 0; head < heads; head++) {
              float[] a = after.evidence().get(i).of(kind, layer, head);
              float[] b = whole.evidence().get(i).of(kind, layer, head);
              assertThat(a).hasSameSizeAs(b);
              for (int p = 0; p < a.length; p++) {
                assertThat(a[p]).isCloseTo(b[p], within(2e-4f));
              }
            }
          }
        }
        assertThat(after.cache().nextPosition(i)).isEqualTo(wholes.get(i).length);
      }
      assertThat(prefix.cache().nextPosition(0)).isEqualTo(shared.length);
      assertThatThrownBy(() -> model.prefillAfter(prefix, List.of(prompt(7, 8)), kinds, 0).close())
          .hasMessageContaining("last 8 queries")
          .hasMessageContaining("only 7 tokens");
    }
  }

  /** A different random set for every layer and head, some tiny, some nearly everything. */
  private static Selection ragged(int n, long seed) {
    Random random = new Random(seed);
    ModelConfig config = model.config();
    int[][][] kept = new int[config.layers()][config.kvHeads()][];
    for (int[][] layer : kept) {
      for (int head = 0; head < layer.length; head++) {
        double share = random.nextInt(4) == 0 ? 0.9 : random.nextDouble() * 0.3;
        layer[head] = IntStream.range(0, n).filter(p -> random.nextDouble() < share).toArray();
      }
    }
    return Selection.of(kept);
  }

  @Test
  void raggedBranchesOfUnlikeSequencesDecodeAsMaskedAttentionSays() {
    List<int[]> prompts = List.of(prompt(150, 9), prompt(60, 10));
    List<int[]> more = List.of(prompt(5, 11), prompt(3, 12), prompt(4, 13), prompt(1, 14));
    int[] source = {0, 1, 0, 1};
    try (Prefill prefill = model.prefill(prompts, Set.of(), 0)) {
      List<KvCache.Source> sources = new ArrayList<>();
      List<Selection> selections = new ArrayList<>();
      for (int i = 0; i < source.length; i++) {
        selections.add(ragged(prompts.get(source[i]).length, 20 + i));
        sources.add(KvCache.Source.of(prefill.cache(), source[i], selections.get(i)));
      }
      try (KvCache branches = model.caches().gather(sources, 8);
          Logits all = model.forwardAll(branches, more);
          Logits last =
              model.forward(
                  branches, List.of(new int[] {7}, new int[] {8}, new int[] {9}, new int[] {10}))) {
        for (int i = 0; i < source.length; i++) {
          NaiveDecoder naive = new NaiveDecoder(folder);
          for (int token : prompts.get(source[i])) {
            naive.step(token);
          }
          for (int layer = 0; layer < model.config().layers(); layer++) {
            for (int head = 0; head < model.config().kvHeads(); head++) {
              int[] kept = selections.get(i).positions(layer, head);
              naive.retain(layer, head, p -> Arrays.binarySearch(kept, p) >= 0);
            }
          }
          for (int t = 0; t < more.get(i).length; t++) {
            same(all.of(i, t), naive.step(more.get(i)[t]), 2e-3);
          }
          same(last.of(i, 0), naive.step(7 + i), 2e-3);
          assertThat(branches.positions(3, i, 2))
              .isEqualTo(
                  naive.entries(3, 2).stream().mapToInt(NaiveDecoder.Entry::position).toArray());
        }
      }
    }
  }

  @Test
  void whatWasTakenBackLeavesNoTrace() {
    int[] prompt = prompt(70, 30);
    try (Prefill prefill = model.prefill(List.of(prompt, prompt), Set.of(), 12)) {
      KvCache cache = prefill.cache();
      model.forward(cache, List.of(prompt(6, 31), prompt(4, 32))).close();
      cache.truncate(new int[] {72, 70});
      assertThat(cache.nextPosition(0)).isEqualTo(72);
      try (Logits again = model.forward(cache, List.of(prompt(3, 33), prompt(5, 34)))) {
        int[][] behind = {Arrays.copyOf(prompt(6, 31), 2), {}};
        int[][] then = {prompt(3, 33), prompt(5, 34)};
        for (int i = 0; i < 2; i++) {
          int[] whole =
              IntStream.concat(
                      Arrays.stream(prompt),
                      IntStream.concat(Arrays.stream(behind[i]), Arrays.stream(then[i])))
                  .toArray();
          try (Prefill fresh = model.prefill(List.of(whole), Set.of(), 0)) {
            float[] expected = fresh.logits().of(0, 0);
            float[] actual = again.of(i, 0);
            for (int v = 0; v < expected.length; v++) {
              assertThat(actual[v]).isCloseTo(expected[v], within(1e-3f));
            }
          }
        }
      }
      assertThatThrownBy(() -> cache.truncate(new int[] {99, 70})).hasMessageContaining("not 99");
    }
  }

  @Test
  void memoryFollowsWhatIsKeptPerHead() {
    try (Prefill prefill = model.prefill(List.of(prompt(400, 40)), Set.of(), 0)) {
      KvCache full = prefill.cache();
      ModelConfig config = model.config();
      long entry = 2L * config.headDim() * Float.BYTES;
      long heads = (long) config.layers() * config.kvHeads();
      assertThat(full.bytes()).isEqualTo(heads * 400 * entry);
      assertThat(full.entryBytes()).isEqualTo(full.bytes());
      // one head of each layer keeps everything, the others 40 entries
      int[] all = IntStream.range(0, 400).toArray();
      int[] few = IntStream.range(360, 400).toArray();
      int[][][] kept = new int[config.layers()][config.kvHeads()][];
      for (int layer = 0; layer < config.layers(); layer++) {
        for (int head = 0; head < config.kvHeads(); head++) {
          kept[layer][head] = head == layer % config.kvHeads() ? all : few;
        }
      }
      try (KvCache compressed =
          model.caches().gather(List.of(KvCache.Source.of(full, 0, Selection.of(kept))), 0)) {
        long entries = config.layers() * (400L + (config.kvHeads() - 1) * 40L);
        assertThat(compressed.entryBytes()).isEqualTo(entries * entry);
        assertThat(compressed.bytes()).isEqualTo(entries * entry);
      }
    }
  }

  @Test
  void promptsBeyondTheContextAreRefusedWithBothNumbers() {
    assertThatThrownBy(() -> model.prefill(List.of(prompt(513, 50)), Set.of(), 0).close())
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("513")
        .hasMessageContaining("512");
    assertThatThrownBy(() -> model.prefill(List.of(new int[] {1, 512}), Set.of(), 0).close())
        .isInstanceOf(KvlabException.class)
        .hasMessageContaining("token id 512");
  }

  @Test
  void attentionPatternsAreThoseOfEveryQuery() {
    int[] prompt = prompt(33, 60);
    float[][][] pattern = model.attentionWeights(prompt, 3);
    NaiveDecoder naive = new NaiveDecoder(folder);
    for (int query = 0; query < prompt.length; query++) {
      naive.step(prompt[query]);
      for (int head = 0; head < model.config().heads(); head++) {
        double[] expected = Arrays.copyOf(naive.weights(3, head), prompt.length);
        same(pattern[head][query], expected, 1e-5);
      }
    }
  }

  /** Evicts, per layer and KV head, the entry with the least weight on it, the newest excepted. */
  private static int[] leastWeighted(int group, double[][] weights, int[] positions, int kvHead) {
    int least = 0;
    double smallest = Double.MAX_VALUE;
    for (int i = 0; i < positions.length - 1; i++) {
      double sum = 0;
      for (int head = kvHead * group; head < (kvHead + 1) * group; head++) {
        sum += weights[head][i];
      }
      if (sum < smallest) {
        smallest = sum;
        least = positions[i];
      }
    }
    return new int[] {least};
  }

  @Test
  void sequencesThatEvictWhileDecodingMatchPlainLoops() {
    List<int[]> prompts = List.of(prompt(40, 70), prompt(25, 71));
    ModelConfig config = model.config();
    StepRule rule =
        (layer, weights, positions) -> {
          double[][] wide = new double[weights.length][];
          for (int head = 0; head < weights.length; head++) {
            wide[head] =
                IntStream.range(0, weights[head].length)
                    .mapToDouble(doubles(weights[head]))
                    .toArray();
          }
          int[][] gone = new int[config.kvHeads()][];
          for (int head = 0; head < gone.length; head++) {
            gone[head] = leastWeighted(config.groupSize(), wide, positions[head], head);
          }
          return gone;
        };
    try (Prefill prefill = model.prefill(prompts, Set.of(), 0);
        DecodeBatch<Integer> batch = new DecodeBatch<>(model)) {
      int[][] first = prefill.logits().argmax();
      for (int i = 0; i < prompts.size(); i++) {
        batch.add(
            i,
            KvCache.Source.all(prefill.cache(), i),
            prompts.get(i),
            first[i],
            StopRule.tokens(12 + 3 * i),
            token -> {},
            java.util.Optional.of(rule));
      }
      int[][] generated = new int[prompts.size()][];
      while (batch.size() > 0) {
        batch.step().forEach(done -> generated[done.tag()] = done.generation().ids());
      }
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(generated[i]).isEqualTo(naiveEvicting(prompts.get(i), 12 + 3 * i));
      }
    }
  }

  private static java.util.function.IntToDoubleFunction doubles(float[] values) {
    return i -> values[i];
  }

  private static int[] naiveEvicting(int[] prompt, int count) {
    NaiveDecoder naive = new NaiveDecoder(folder);
    ModelConfig config = model.config();
    double[] logits = {};
    for (int token : prompt) {
      logits = naive.step(token);
    }
    int[] result = new int[count];
    for (int step = 0; step < count; step++) {
      for (int v = 0; v < logits.length; v++) {
        result[step] = logits[v] > logits[result[step]] ? v : result[step];
      }
      logits = naive.step(result[step]);
      for (int layer = 0; layer < config.layers(); layer++) {
        double[][] weights = new double[config.heads()][];
        for (int head = 0; head < weights.length; head++) {
          weights[head] = naive.weights(layer, head);
        }
        for (int head = 0; head < config.kvHeads(); head++) {
          int[] positions =
              naive.entries(layer, head).stream().mapToInt(NaiveDecoder.Entry::position).toArray();
          int gone = leastWeighted(config.groupSize(), weights, positions, head)[0];
          naive.retain(layer, head, position -> position != gone);
        }
      }
    }
    return result;
  }

  @Test
  void aLayerwisePrefillThatDropsNothingIsAPlainPrefill() {
    int[] prompt = prompt(80, 80);
    LayerFilter everything = (layer, scores) -> IntStream.range(0, scores[0].length).toArray();
    try (Prefill layerwise = model.prefillLayerwise(prompt, 0.2, everything, 4);
        Prefill plain = model.prefill(List.of(prompt), Set.of(), 4);
        Logits after = model.forward(layerwise.cache(), List.of(new int[] {9, 10}));
        Logits expected = model.forward(plain.cache(), List.of(new int[] {9, 10}))) {
      float[] a = after.of(0, 0);
      float[] b = expected.of(0, 0);
      for (int v = 0; v < a.length; v++) {
        assertThat(a[v]).isCloseTo(b[v], within(1e-3f));
      }
    }
  }

  @Test
  void aLayerwisePrefillCachesWhatIsAliveInEachLayer() {
    int[] prompt = prompt(100, 81);
    // layer l passes on all but its 10 first positions; the ramp judges with the last 21 queries
    List<float[][]> seen = new ArrayList<>();
    LayerFilter dropTen =
        (layer, scores) -> {
          seen.add(scores);
          return IntStream.range(10, scores[0].length).toArray();
        };
    try (Prefill prefill = model.prefillLayerwise(prompt, 0.2, dropTen, 0);
        Prefill whole = model.prefill(List.of(prompt), Set.of(new RampAttention(0.2)), 0)) {
      for (int layer = 0; layer < model.config().layers(); layer++) {
        assertThat(prefill.cache().positions(layer, 0, 1))
            .isEqualTo(IntStream.range(10 * layer, 100).toArray());
      }
      assertThat(prefill.cache().nextPosition(0)).isEqualTo(100);
      for (int head = 0; head < model.config().heads(); head++) {
        float[] expected = whole.evidence().get(0).of(new RampAttention(0.2), 0, head);
        for (int p = 0; p < 100; p++) {
          assertThat(seen.get(0)[head][p]).isCloseTo(expected[p], within(1e-5f));
        }
      }
    }
  }

  @Test
  void evidenceOfGivenTensorsIsWhatItsDefinitionSays() {
    int heads = 4;
    int kvHeads = 2;
    int length = 37;
    int dim = 6;
    Random random = new Random(90);
    float[] q = new float[heads * length * dim];
    float[] k = new float[kvHeads * length * dim];
    for (int i = 0; i < q.length; i++) {
      q[i] = (float) random.nextGaussian() * 2;
    }
    for (int i = 0; i < k.length; i++) {
      k[i] = (float) random.nextGaussian();
    }
    try (TensorEvidence tensors = new TensorEvidence()) {
      Evidence evidence = tensors.compute(q, k, heads, kvHeads, length, ALL);
      for (int head = 0; head < heads; head++) {
        List<double[]> rows = new ArrayList<>();
        for (int query = 0; query < length; query++) {
          double[] row = new double[query + 1];
          double total = 0;
          for (int key = 0; key <= query; key++) {
            for (int c = 0; c < dim; c++) {
              row[key] +=
                  q[(head * length + query) * dim + c] * k[(head / 2 * length + key) * dim + c];
            }
            row[key] = Math.exp(row[key] / Math.sqrt(dim));
            total += row[key];
          }
          for (int key = 0; key <= query; key++) {
            row[key] /= total;
          }
          rows.add(row);
        }
        for (EvidenceKind kind : ALL) {
          if (kind.scope() == EvidenceKind.Scope.QUERY_HEAD) {
            same(evidence.of(kind, 0, head), naive(kind, rows), 1e-4);
          }
        }
      }
    }
  }
}
