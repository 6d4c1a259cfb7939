package io.kvlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.model.evidence.Evidence;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.model.evidence.Probe;
import io.kvlab.model.evidence.ProbeTensor;
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
import org.junit.jupiter.api.Test;

/** Evidence with scripts of its own, written here as anybody would write it. */
class ProbeTest {
  private static Path folder;
  private static Model model;

  /** The norm of every value, as a method's file would have it. */
  record ValueNorms() implements Probe {
    @Override
    public Scope scope() {
      return Scope.KV_HEAD;
    }

    @Override
    public String script() {
      return """
          def finish(values: Tensor) -> Tensor:
            return torch.sqrt(torch.sum(values * values, [2], False))
          """;
    }
  }

  /**
   * What attention adds to the residual stream and what it would add if the values were all there
   * is: W_O over the heads' outputs, minus what the script computes from weights by itself.
   */
  record Residue() implements Probe {
    @Override
    public Scope scope() {
      return Scope.LAYER;
    }

    @Override
    public String script() {
      return """
          def begin() -> List[Tensor]:
            return [torch.zeros([0], dtype=6)]

          def see(weights: Tensor, o: Tensor, values: Tensor, output: Tensor, state: List[Tensor]) -> List[Tensor]:
            H = weights.size(0)
            G = values.size(0)
            spread = torch.repeat_interleave(values, H // G, 0)
            mixed = torch.bmm(weights, spread)
            apart = torch.reshape(torch.transpose(mixed - o, 0, 1), [o.size(1), -1])
            made = torch.reshape(torch.transpose(o, 0, 1), [o.size(1), -1])
            size = torch.sqrt(torch.sum(torch.linear(made, output) ** 2, [1], False))
            wrong = torch.sqrt(torch.sum(torch.linear(apart, output) ** 2, [1], False))
            return [torch.cat([state[0], wrong / size], 0)]

          def finish(state: List[Tensor]) -> Tensor:
            return torch.unsqueeze(state[0], 0)
          """;
    }
  }

  /** Keys turned by hand, with a number, a flag and a tensor of the record in it. */
  record HandTurned(double factor, boolean twice, ProbeTensor shift) implements Probe {
    @Override
    public Scope scope() {
      return Scope.KV_HEAD;
    }

    @Override
    public int width() {
      return 8;
    }

    @Override
    public String script() {
      return """
          def begin() -> List[Tensor]:
            return annotate(List[Tensor], [])

          def turned(k: Tensor, position: Tensor, frequency: Tensor, amplitude: float) -> Tensor:
            angle = torch.unsqueeze(position.to(7), 1) * frequency
            cos = torch.cos(angle).to(6) * amplitude
            sin = torch.sin(angle).to(6) * amplitude
            half = k.size(2) // 2
            a = k[:, :, 0:half]
            b = k[:, :, half:]
            return torch.cat([a * cos - b * sin, b * cos + a * sin], 2)

          def see(k_raw: Tensor, past: int, frequency: Tensor, amplitude: float, state: List[Tensor]) -> List[Tensor]:
            position = torch.arange(past, past + k_raw.size(1), dtype=4)
            part = turned(k_raw, position, frequency, amplitude)
            if len(state) == 0:
              return [part]
            return [torch.cat([state[0], part], 1)]

          def finish(state: List[Tensor], factor: float, twice: bool, shift: Tensor) -> Tensor:
            made = state[0] * factor + shift
            if twice:
              made = made * 2.
            return made
          """;
    }
  }

  /** The layer's input through the value projection, given from outside. */
  record Projected(ProbeTensor matrix) implements Probe {
    @Override
    public Scope scope() {
      return Scope.LAYER;
    }

    @Override
    public int width() {
      return 32;
    }

    @Override
    public String script() {
      return """
          def see(h: Tensor, x: Tensor, layer: int, matrix: Tensor, state: List[Tensor]) -> List[Tensor]:
            part = torch.linear(h, matrix[layer])
            if len(state) == 0:
              return [part]
            return [torch.cat([state[0], part], 0)]

          def finish(state: List[Tensor]) -> Tensor:
            return torch.unsqueeze(state[0], 0)
          """;
    }
  }

  /** The window's attention once more, from blocks of weights. */
  record Window(int window) implements Probe {
    @Override
    public Scope scope() {
      return Scope.QUERY_HEAD;
    }

    @Override
    public int lastQueries(int length) {
      return Math.min(window, length);
    }

    @Override
    public String script() {
      return """
          def see(weights: Tensor, state: List[Tensor]) -> List[Tensor]:
            part = torch.sum(weights, [1], False)
            if len(state) == 0:
              return [part]
            return [state[0] + part]

          def finish(state: List[Tensor]) -> Tensor:
            return state[0]
          """;
    }
  }

  /** Reads the prompt's first tokens again and looks at what attends to them. */
  record Again(int tokens) implements Probe.Replay {
    @Override
    public Scope scope() {
      return Scope.QUERY_HEAD;
    }

    @Override
    public List<Reading> readings(int[] prompt, Encoder encoder) {
      return List.of(
          new Reading(Arrays.copyOf(prompt, tokens), 0, tokens),
          new Reading(Arrays.copyOfRange(prompt, tokens, 2 * tokens), tokens, 2 * tokens));
    }

    @Override
    public String script() {
      return """
          def begin(length: int, q: Tensor) -> List[Tensor]:
            return [torch.zeros([q.size(0), length], dtype=6)]

          def see(weights: Tensor, start: int, stop: int, length: int, state: List[Tensor]) -> List[Tensor]:
            most = torch.amax(weights[:, :, 0:length], [1])
            here = torch.zeros_like(most)
            here[:, start:stop] = most[:, start:stop]
            return [torch.maximum(state[0], here)]

          def finish(state: List[Tensor]) -> Tensor:
            return state[0]
          """;
    }
  }

  /** Asks for what nobody has. */
  record Asking() implements Probe {
    @Override
    public Scope scope() {
      return Scope.KV_HEAD;
    }

    @Override
    public String script() {
      return """
          def finish(gates: Tensor) -> Tensor:
            return gates
          """;
    }
  }

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

  private static NaiveDecoder read(int[] prompt) {
    NaiveDecoder naive = new NaiveDecoder(folder);
    for (int id : prompt) {
      naive.step(id);
    }
    return naive;
  }

  /** The value projections of all layers, {@code [layers, 32, 64]}. */
  private static ProbeTensor valueProjections() {
    ModelConfig config = model.config();
    var stored = io.kvlab.internal.safetensors.Safetensors.folder(folder);
    float[] all = new float[config.layers() * 32 * 64];
    for (int layer = 0; layer < config.layers(); layer++) {
      var tensor = stored.get("model.layers." + layer + ".self_attn.v_proj.weight");
      tensor.map(0, tensor.bytes()).asFloatBuffer().get(all, layer * 32 * 64, 32 * 64);
    }
    return new ProbeTensor(all, config.layers(), 32, 64);
  }

  @Test
  void aScriptSeesKeysValuesInputsAndWeightsOfEverySequenceOfABatch() {
    float[] shift = {1, 2, 3, 4, 5, 6, 7, 8};
    var turned = new HandTurned(0.5, true, new ProbeTensor(shift, 8));
    var projected = new Projected(valueProjections());
    Set<EvidenceKind> kinds =
        Set.of(
            new ValueNorms(),
            new Residue(),
            turned,
            projected,
            new Window(8),
            new Window(500),
            new WindowAttention(8),
            new WindowAttention(500));
    List<int[]> prompts = List.of(prompt(70, 1), prompt(9, 2), prompt(1, 3));
    try (Prefill prefill = model.prefill(prompts, kinds, 0)) {
      for (int i = 0; i < prompts.size(); i++) {
        Evidence evidence = prefill.evidence().get(i);
        NaiveDecoder naive = read(prompts.get(i));
        for (int layer = 0; layer < model.config().layers(); layer++) {
          for (int head = 0; head < model.config().kvHeads(); head++) {
            List<NaiveDecoder.Entry> entries = naive.entries(layer, head);
            for (int p = 0; p < entries.size(); p++) {
              double[] value = entries.get(p).value();
              double norm = Math.sqrt(Arrays.stream(value).map(v -> v * v).sum());
              assertThat((double) evidence.of(new ValueNorms(), layer, head)[p])
                  .isCloseTo(norm, within(1e-4));
              for (int c = 0; c < 8; c++) {
                assertThat((double) evidence.of(turned, layer, head)[p * 8 + c])
                    .isCloseTo((entries.get(p).key()[c] * 0.5 + shift[c]) * 2, within(1e-3));
                assertThat((double) evidence.of(projected, layer, 0)[p * 32 + head * 8 + c])
                    .isCloseTo(value[c], within(1e-4));
              }
            }
          }
          for (float wrong : evidence.of(new Residue(), layer, 0)) {
            assertThat(wrong).isLessThan(1e-4f);
          }
          for (int head = 0; head < model.config().heads(); head++) {
            for (int window : new int[] {8, 500}) {
              assertThat(evidence.of(new Window(window), layer, head))
                  .containsExactly(
                      evidence.of(new WindowAttention(window), layer, head), within(1e-5f));
            }
          }
        }
      }
    }
  }

  @Test
  void statesGoOnFromASharedBeginning() {
    float[] shift = new float[8];
    Set<EvidenceKind> kinds =
        Set.of(
            new HandTurned(1, false, new ProbeTensor(shift, 8)),
            new Residue(),
            new Window(5),
            new ValueNorms(),
            new Again(20));
    int[] shared = prompt(50, 4);
    List<int[]> rests = List.of(prompt(20, 5), prompt(6, 6));
    try (Prefill prefix = model.prefix(shared, kinds);
        Prefill after = model.prefillAfter(prefix, rests, kinds, 0)) {
      for (int i = 0; i < rests.size(); i++) {
        int[] whole =
            IntStream.concat(Arrays.stream(shared), Arrays.stream(rests.get(i))).toArray();
        try (Prefill at = model.prefill(List.of(whole), kinds, 0)) {
          for (EvidenceKind kind : kinds) {
            int rows = kind.scope().rows(model.config().heads(), model.config().kvHeads());
            for (int layer = 0; layer < model.config().layers(); layer++) {
              for (int row = 0; row < rows; row++) {
                assertThat(after.evidence().get(i).of(kind, layer, row))
                    .as(kind.toString())
                    .containsExactly(at.evidence().get(0).of(kind, layer, row), within(1e-4f));
              }
            }
          }
        }
      }
    }
  }

  @Test
  void aReplayReadsThroughThePromptsCacheAndLeavesItAsItWas() {
    int tokens = 12;
    int[] prompt = prompt(30, 7);
    try (Prefill prefill = model.prefill(List.of(prompt(11, 8), prompt), Set.of(), 2);
        Prefill replayed = model.prefill(List.of(prompt), Set.of(new Again(tokens)), 2);
        Logits plain = model.forward(prefill.cache(), List.of(new int[] {9}, new int[] {9}));
        Logits after = model.forward(replayed.cache(), List.of(new int[] {9}))) {
      assertThat(after.of(0, 0)).containsExactly(plain.of(1, 0), within(1e-4f));
      float[][][] expected = new float[model.config().layers()][model.config().heads()][30];
      for (int part = 0; part < 2; part++) {
        NaiveDecoder naive = read(prompt);
        for (int t = 0; t < tokens; t++) {
          naive.step(prompt[part * tokens + t]);
          for (int layer = 0; layer < expected.length; layer++) {
            for (int head = 0; head < expected[layer].length; head++) {
              for (int p = part * tokens; p < (part + 1) * tokens; p++) {
                float weight = (float) naive.weights(layer, head)[p];
                expected[layer][head][p] = Math.max(expected[layer][head][p], weight);
              }
            }
          }
        }
      }
      for (int layer = 0; layer < expected.length; layer++) {
        for (int head = 0; head < expected[layer].length; head++) {
          assertThat(replayed.evidence().get(0).of(new Again(tokens), layer, head))
              .containsExactly(expected[layer][head], within(1e-4f));
        }
      }
    }
  }

  @Test
  void whatAScriptCannotHaveIsNamed() {
    assertThatThrownBy(() -> model.prefill(List.of(prompt(5, 9)), Set.of(new Asking()), 0).close())
        .hasMessageContaining("asks for 'gates'")
        .hasMessageContaining("keys, values");
  }

  @Test
  void equalRecordsAreOneKind() {
    List<Probe> probes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      probes.add(new HandTurned(1, true, new ProbeTensor(new float[] {1, 2}, 2)));
    }
    assertThat(probes.get(0)).isEqualTo(probes.get(1)).hasSameHashCodeAs(probes.get(1));
  }
}
