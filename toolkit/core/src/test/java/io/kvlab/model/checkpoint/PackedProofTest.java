package io.kvlab.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.torch.IValues;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Packed products of shapes whose rows fill no whole number of blocks, against loops in float64.
 */
@Tag("arithmetic")
class PackedProofTest {
  private static NDManager manager;
  private static TorchScript program;

  @BeforeAll
  static void start() {
    manager = Libtorch.manager(Device.cpu());
    program = Packing.load(manager, "proof.py", "tensors.py");
  }

  @AfterAll
  static void close() {
    program.close();
    manager.close();
  }

  private static float[] numbers(int count, long seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return values;
  }

  /** Rows that padded orders got wrong on an AMD Zen 5, and an inner size that is padded, too. */
  @ParameterizedTest
  @CsvSource({
    "1,64",
    "33,64",
    "40,64",
    "48,64",
    "65,64",
    "80,64",
    "87,64",
    "108,64",
    "150,64",
    "171,64",
    "172,64",
    "199,64",
    "220,64",
    "344,64",
    "1349,64",
    "1349,192",
    "64,172",
    "172,170",
    "7,10",
    "96,64",
    "128,64",
    "512,64"
  })
  void productsAreThoseOfLoopsAndNoOrderIsPadded(int rows, int inner) {
    float[] weights = numbers(rows * inner, rows);
    try (Packing packing = new Packing(manager, ScalarType.FLOAT32);
        IValue weight = packing.pack(IValues.tensor(manager, weights, rows, inner), rows, inner)) {
      if (packing.active() && packing.switchedOff().isEmpty()) {
        assertNoPadding(weight);
      }
      for (int batch : new int[] {1, 2, 8, 33, 70}) {
        float[] inputs = numbers(batch * inner, 1000L + batch);
        try (IValue x = IValues.tensor(manager, inputs, batch, inner);
            IValue count = IValue.from((long) rows);
            IValue product = program.call("linear", x, weight, count);
            IValue flat = program.call("flat", product)) {
          float[] actual = IValues.floats(manager, flat);
          assertThat(actual).hasSize(batch * rows);
          compare(actual, inputs, weights, rows, inner);
        }
      }
    }
  }

  private static void assertNoPadding(IValue weight) {
    String sizes = "def sizes(x: Tensor) -> List[int]:\n  return [x.size(0), x.size(1)]\n";
    try (TorchScript script = TorchScript.fromSource(manager, sizes);
        IValue both = script.call("sizes", weight)) {
      long[] size = both.toLongArray();
      assertThat(Packing.values(program, weight)).isEqualTo(size[0] * size[1]);
    }
  }

  private static void compare(
      float[] actual, float[] inputs, float[] weights, int rows, int inner) {
    for (int i = 0; i < actual.length; i++) {
      double expected = 0;
      for (int k = 0; k < inner; k++) {
        expected += (double) inputs[i / rows * inner + k] * weights[i % rows * inner + k];
      }
      assertThat((double) actual[i]).isCloseTo(expected, within(PackedProof.tolerance(inner)));
    }
  }

  @Test
  void aShapeIsProvenAndKnownAgainFromItsText() {
    try (PackedProof proof = new PackedProof(manager)) {
      for (long rows : new long[] {33, 64, 172, 1349}) {
        PackedShape found = proof.prove(rows, 64);
        assertThat(PackedShape.of(found.toString())).contains(found);
        if (System.getProperty(Packing.FAULTY) == null) {
          assertThat(found).isInstanceOf(PackedShape.Right.class);
        }
      }
    }
    assertThat(PackedShape.of("rows 12 inn")).isEmpty();
  }
}
