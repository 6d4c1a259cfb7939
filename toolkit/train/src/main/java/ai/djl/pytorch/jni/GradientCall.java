package ai.djl.pytorch.jni;

import ai.djl.pytorch.engine.PtSymbolBlock;
import java.util.Arrays;

/**
 * Runs a TorchScript module with gradients recorded. DJL's own {@code forward} of IValues switches
 * them off; the native entry behind it takes a flag, but only classes of this package reach it.
 */
public final class GradientCall {
  private GradientCall() {}

  /**
   * Runs {@code forward} of {@code module}; the inputs are closed, the caller closes the result.
   */
  public static IValue run(PtSymbolBlock module, IValue... inputs) {
    long[] handles = Arrays.stream(inputs).mapToLong(IValue::getHandle).toArray();
    try {
      return new IValue(
          PyTorchLibrary.LIB.moduleRunMethod(module.getHandle(), "forward", handles, true, false));
    } finally {
      for (IValue input : inputs) {
        input.close();
      }
    }
  }
}
