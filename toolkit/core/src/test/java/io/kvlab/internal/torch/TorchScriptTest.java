package io.kvlab.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.training.GradientCollector;
import org.junit.jupiter.api.Test;

class TorchScriptTest {
  private static final String SOURCE =
      """
      # functions call each other by their plain names
      def square(x: Tensor) -> Tensor:
        return x * x

      def sum_of_squares(xs: List[Tensor],
                         factor: int) -> Tuple[Tensor, int]:
        total = square(xs[0])
        for i in range(1, len(xs)):
          total = total + square(xs[i])
        return (total * factor, len(xs))
      """;

  @Test
  void functionsCallEachOtherAndAreCallableFromJava() {
    try (PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
        TorchScript script = TorchScript.fromSource(manager, SOURCE)) {
      PtNDArray a = (PtNDArray) manager.create(new float[] {1, 2}, new Shape(2));
      PtNDArray b = (PtNDArray) manager.create(new float[] {3, 4}, new Shape(2));
      try (IValue list = IValue.listFrom(a, b);
          IValue factor = IValue.from(2);
          IValue result = script.call("sum_of_squares", list, factor)) {
        IValue[] tuple = result.toIValueTuple();
        assertThat(tuple[0].toTensor(manager).toFloatArray()).containsExactly(20f, 40f);
        assertThat(tuple[1].toLong()).isEqualTo(2);
      }
    }
  }

  @Test
  void gradientsAreRecordedOnlyWhenAskedFor() {
    String source = "def square_sum(x: Tensor) -> Tensor:\n  return torch.sum(x * x)\n";
    try (PtNDManager manager = (PtNDManager) NDManager.newBaseManager("PyTorch");
        TorchScript script = TorchScript.fromSource(manager, source)) {
      PtNDArray x = (PtNDArray) manager.create(new float[] {3, -2}, new Shape(2));
      x.setRequiresGradient(true);
      try (GradientCollector recording = manager.getEngine().newGradientCollector();
          IValue argument = IValue.from(x);
          IValue with = script.callWithGradients("square_sum", argument);
          IValue without = script.call("square_sum", argument)) {
        PtNDArray loss = with.toTensor(manager);
        recording.backward(loss);
        assertThat(x.getGradient().toFloatArray()).containsExactly(6f, -4f);
        assertThat(without.toTensor(manager).hasGradient()).isFalse();
      }
    }
  }

  @Test
  void aMistakeInTheSourceNamesItsPlace() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      assertThatThrownBy(
              () -> {
                try (TorchScript script =
                    TorchScript.fromSource(
                        manager, "def f(x: Tensor) -> Tensor:\n  return missing(x)\n")) {
                  script.call("f");
                }
              })
          .hasMessageContaining("missing");
    }
  }
}
