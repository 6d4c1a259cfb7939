package ai.djl.pytorch.jni;

import ai.djl.pytorch.engine.PtSymbolBlock;
import java.util.Arrays;

/**
 * The one call that DJL keeps to itself: running a script's method with gradients recorded. It
 * lives in DJL's package because the native entry point is visible there only.
 */
public final class GradientCalls {
  private GradientCalls() {}

  /** Runs {@code method} of {@code block} in training mode; the caller closes the result. */
  public static IValue run(PtSymbolBlock block, String method, IValue... arguments) {
    long[] handles = Arrays.stream(arguments).mapToLong(IValue::getHandle).toArray();
    return new IValue(
        PyTorchLibrary.LIB.moduleRunMethod(block.getHandle(), method, handles, true, false));
  }
}
