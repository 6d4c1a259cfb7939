package io.kvlab.train.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LearnerTest {
  private static final LlamaShape TINY = new LlamaShape(23, 32, 2, 4, 2, 8, 48, 64, 500_000, 1e-5);
  private static final int ROWS = 2;
  private static final int TIME = 12;

  /** Weights that are not close to any special value, norms included. */
  private static List<float[]> weights() {
    Random random = new Random(4);
    List<float[]> values = new ArrayList<>();
    for (LlamaShape.Weight weight : TINY.weights()) {
      float[] value = new float[weight.size()];
      for (int i = 0; i < value.length; i++) {
        double noise = random.nextGaussian();
        value[i] = (float) (weight.vector() ? 1 + 0.2 * noise : 0.25 * noise);
      }
      values.add(value);
    }
    return values;
  }

  private static Batch batch(long seed) {
    Random random = new Random(seed);
    Batch.Builder builder = new Batch.Builder(ROWS, TIME);
    for (int row = 0; row < ROWS; row++) {
      for (int t = 0; t < TIME; t++) {
        builder.id(row, t, random.nextInt(TINY.vocabulary()));
        if (random.nextBoolean()) {
          builder.count(row, t, random.nextInt(TINY.vocabulary()), 0.5f + random.nextFloat());
        }
      }
    }
    return builder.build();
  }

  private static double naiveLoss(List<float[]> weights, Batch batch) {
    NaiveLlama reference = new NaiveLlama(TINY, weights);
    double sum = 0;
    for (int row = 0; row < ROWS; row++) {
      long[] ids = new long[TIME];
      System.arraycopy(batch.ids(), row * TIME, ids, 0, TIME);
      double[][] logits = reference.logits(ids);
      for (int i = 0; i < batch.at().length; i++) {
        int at = (int) batch.at()[i];
        if (at / TIME == row) {
          double[] scores = logits[at % TIME].clone();
          double of = scores[(int) batch.target()[i]];
          sum += batch.weight()[i] * (NaiveLlama.softmax(scores) - of);
        }
      }
    }
    return sum / batch.weights();
  }

  @Test
  void lossIsThatOfThePublishedDefinition() {
    Batch batch = batch(1);
    double expected = naiveLoss(weights(), batch);
    try (Learner learner = new Learner(TINY, weights(), Device.cpu(), false, false)) {
      assertThat((double) learner.loss(batch)).isCloseTo(expected, within(1e-5));
    }
    try (Learner learner = new Learner(TINY, weights(), Device.cpu(), true, false)) {
      assertThat((double) learner.loss(batch)).isCloseTo(expected, within(0.05));
    }
  }

  /** The first step of Adam moves every weight by its rate against the sign of its gradient. */
  @Test
  void theFirstAdamStepGoesAgainstTheGradientOfTheReference() {
    Batch batch = batch(1);
    double rate = 1e-3;
    List<float[]> before = weights();
    List<float[]> after;
    try (Learner learner = new Learner(TINY, weights(), Device.cpu(), false, false)) {
      Learner.Report report = learner.step(List.of(batch), new Learner.Rates(rate, rate), 1);
      assertThat((double) report.loss()).isCloseTo(naiveLoss(before, batch), within(1e-5));
      after = values(learner);
    }
    Random random = new Random(2);
    int compared = 0;
    for (int i = 0; i < before.size(); i++) {
      for (int sample = 0; sample < 6; sample++) {
        int j = random.nextInt(before.get(i).length);
        double slope = slope(before, batch, i, j);
        if (Math.abs(slope) > 1e-3) {
          double moved = after.get(i)[j] - before.get(i)[j];
          assertThat(moved).isCloseTo(-rate * Math.signum(slope), within(0.02 * rate));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(40);
  }

  @Test
  void shardsGiveTheStepOfTheWholeBatch() {
    Batch first = batch(1);
    Batch second = batch(2);
    double total = first.weights() + second.weights();
    double expected =
        (naiveLoss(weights(), first) * first.weights()
                + naiveLoss(weights(), second) * second.weights())
            / total;
    try (Learner learner = new Learner(TINY, weights(), Device.cpu(), false, true)) {
      Learner.Rates rates = new Learner.Rates(1e-3, 1e-3);
      Learner.Report report = learner.step(List.of(first, second), rates, 1);
      assertThat((double) report.loss()).isCloseTo(expected, within(1e-5));
    }
  }

  /** Muon's step is orthogonal up to the tolerance of five iterations: singular values near 1. */
  @Test
  void aMuonStepMovesAMatrixAlikeInAllDirections() {
    double rate = 0.01;
    List<float[]> before = weights();
    List<float[]> after;
    try (Learner learner = new Learner(TINY, weights(), Device.cpu(), false, true)) {
      learner.step(List.of(batch(1), batch(2)), new Learner.Rates(rate, rate), 1);
      after = values(learner);
    }
    int gate = 2 + 6;
    LlamaShape.Weight weight = TINY.weights().get(gate);
    double scale = rate * 0.2 * Math.sqrt(Math.max(weight.rows(), weight.columns()));
    double squares = 0;
    for (int i = 0; i < weight.size(); i++) {
      double moved = (after.get(gate)[i] - before.get(gate)[i]) / scale;
      squares += moved * moved;
    }
    double rank = Math.min(weight.rows(), weight.columns());
    assertThat(squares / rank).isBetween(0.5, 1.5);
  }

  @Test
  void theInductionStartRepeatsRandomWordsBeforeAnyTraining() {
    LlamaShape shape = new LlamaShape(500, 256, 6, 8, 4, 64, 640, 1536, 500_000, 1e-5);
    Random random = new Random(3);
    int time = 400;
    Batch.Builder builder = new Batch.Builder(1, time);
    int[] words = random.ints(time / 2, 4, 500).toArray();
    for (int t = 0; t < time; t++) {
      builder.id(0, t, words[t % words.length]);
      if (t > words.length && t < time - 1) {
        builder.count(0, t, words[(t + 1) % words.length], 1f);
      }
    }
    Batch batch = builder.build();
    assertThat(repeated(shape, batch, true)).isGreaterThan(0.5);
    assertThat(repeated(shape, batch, false)).isLessThan(0.1);
  }

  private static double repeated(LlamaShape shape, Batch batch, boolean induction) {
    List<float[]> initial = InitialWeights.of(shape, 1, induction);
    try (Learner learner = new Learner(shape, initial, Device.cpu(), false, true)) {
      long[] predicted = learner.predict(batch);
      int right = 0;
      for (int i = 0; i < predicted.length; i++) {
        right += predicted[i] == batch.target()[i] ? 1 : 0;
      }
      return (double) right / predicted.length;
    }
  }

  private static double slope(List<float[]> weights, Batch batch, int i, int j) {
    float value = weights.get(i)[j];
    float step = 1e-3f;
    weights.get(i)[j] = value + step;
    double up = naiveLoss(weights, batch);
    weights.get(i)[j] = value - step;
    double down = naiveLoss(weights, batch);
    weights.get(i)[j] = value;
    return (up - down) / (2 * step);
  }

  private static List<float[]> values(Learner learner) {
    List<float[]> values = new ArrayList<>();
    for (PtNDArray tensor : learner.state().get(0)) {
      values.add(tensor.toFloatArray());
    }
    return values;
  }
}
