package io.kvlab.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.cache.KvCache;
import io.kvlab.cache.Selection;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.Recording;
import io.kvlab.internal.torch.TorchScript;
import io.kvlab.model.checkpoint.ModelOptions;
import io.kvlab.testing.Shared;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Recorded steps against steps run one by one. Where there is no GPU the recording runs its work
 * again over the same tensors, which is what a graph does.
 */
class StepGraphsTest {
  private static final TorchScript TOOLS =
      TorchScript.load(Libtorch.manager(Device.cpu()), Model.class, "tensors.py");
  private static int recordings;
  private static int replays;
  private static Model plain;
  private static Model recorded;

  /** Runs the work again and writes its logits over those of the time before. */
  private static final class Rerun implements Recording {
    private final Supplier<IValue> work;
    private final IValue made;

    Rerun(Supplier<IValue> work) {
      this.work = work;
      this.made = work.get();
      recordings++;
    }

    @Override
    public IValue made() {
      return made;
    }

    @Override
    public void replay() {
      replays++;
      try (IValue again = work.get()) {
        IValue[] from = again.toIValueTuple();
        IValue[] to = made.toIValueTuple();
        TOOLS.call("refill", to[0], from[0]).close();
        IValues.close(from);
        IValues.close(to);
      }
    }

    @Override
    public void close() {
      made.close();
    }
  }

  @BeforeAll
  static void load() {
    Path folder = Shared.path("models/stories260k");
    plain = Model.load(folder, ModelOptions.cpu());
    recorded = new ModelLoader(ModelOptions.cpu(), Optional.of(Rerun::new)).load(folder);
  }

  @AfterAll
  static void close() {
    plain.close();
    recorded.close();
    TOOLS.close();
  }

  @BeforeEach
  void countAgain() {
    recordings = 0;
    replays = 0;
  }

  private static List<int[]> prompts(int... lengths) {
    return Arrays.stream(lengths)
        .mapToObj(
            length -> new Random(length).ints(length, 3, plain.config().vocabulary()).toArray())
        .toList();
  }

  private static List<int[]> decode(Model model, KvCache cache, int steps) {
    List<int[]> all = new ArrayList<>();
    int[] tokens = new int[cache.batch()];
    Arrays.fill(tokens, 5);
    for (int i = 0; i < steps; i++) {
      try (Logits logits =
          model.forward(cache, Arrays.stream(tokens).mapToObj(t -> new int[] {t}).toList())) {
        tokens = Arrays.stream(logits.argmax()).mapToInt(row -> row[0]).toArray();
      }
      all.add(tokens);
    }
    return all;
  }

  /** Another number of entries in every head. */
  private static Selection uneven(int length) {
    int[][][] kept = new int[plain.config().layers()][plain.config().kvHeads()][];
    for (int layer = 0; layer < kept.length; layer++) {
      for (int head = 0; head < kept[layer].length; head++) {
        int every = 1 + (layer + 3 * head) % 5;
        kept[layer][head] =
            IntStream.range(0, length).filter(position -> position % every == 0).toArray();
      }
    }
    return Selection.of(kept);
  }

  @Test
  void promptsOfUnlikeLengthsAreContinuedAlikeBeyondTheRecordedLength() {
    List<List<int[]>> answers = new ArrayList<>();
    for (Model model : List.of(plain, recorded)) {
      try (Prefill prefill = model.prefill(prompts(230, 180, 7), Set.of(), 100)) {
        answers.add(decode(model, prefill.cache(), 60));
      }
    }
    assertThat(answers.get(1)).usingRecursiveComparison().isEqualTo(answers.get(0));
    // from 256 entries on a longer step is recorded
    assertThat(recordings).isEqualTo(2);
    assertThat(replays).isEqualTo(59);
  }

  @Test
  void headsOfUnlikeLengthsAreContinuedAlike() {
    List<List<int[]>> answers = new ArrayList<>();
    for (Model model : List.of(plain, recorded)) {
      try (Prefill prefill = model.prefill(prompts(120, 90), Set.of(), 0)) {
        prefill.cache().retain(List.of(Optional.of(uneven(120)), Optional.of(uneven(90))), 64);
        answers.add(decode(model, prefill.cache(), 40));
      }
    }
    assertThat(answers.get(1)).usingRecursiveComparison().isEqualTo(answers.get(0));
    assertThat(recordings).isEqualTo(1);
  }

  @Test
  void aStepOverAnotherCacheIsRecordedAnew() {
    List<List<int[]>> answers = new ArrayList<>();
    for (Model model : List.of(plain, recorded)) {
      try (Prefill first = model.prefill(prompts(40, 30), Set.of(), 64);
          Prefill second = model.prefill(prompts(25, 35), Set.of(), 64)) {
        List<int[]> all = new ArrayList<>(decode(model, first.cache(), 5));
        all.addAll(decode(model, second.cache(), 5));
        first.cache().truncate(new int[] {41, 32});
        all.addAll(decode(model, first.cache(), 5));
        answers.add(all);
      }
    }
    assertThat(answers.get(1)).usingRecursiveComparison().isEqualTo(answers.get(0));
    assertThat(recordings).isEqualTo(3);
    assertThat(replays).isEqualTo(12);
  }

  @Test
  void aStepThatWatchesItsAttentionIsNotRecorded() {
    try (Prefill prefill = recorded.prefill(prompts(20), Set.of(), 8)) {
      for (int i = 0; i < 3; i++) {
        recorded.watch(prefill.cache(), new int[] {5}).logits().close();
      }
    }
    assertThat(recordings).isZero();
  }
}
