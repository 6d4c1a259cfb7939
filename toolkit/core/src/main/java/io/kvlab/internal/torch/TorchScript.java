package io.kvlab.internal.torch;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.GradientCalls;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A TorchScript program kept as source in resources. One call runs a whole function natively, at
 * about a third of the cost per operation of calls made from Java.
 *
 * <p>A source file holds top-level functions with annotated parameters and result, such as {@code
 * def double(x: Tensor) -> Tensor:}; every one of them can be called from Java by its name, and
 * from the other functions of the same program. Several files are joined into one program.
 */
public final class TorchScript implements AutoCloseable {
  private final PtSymbolBlock block;

  private TorchScript(PtSymbolBlock block) {
    this.block = block;
  }

  /**
   * Loads a program.
   *
   * @param manager decides the device that the program's own tensors are made on
   * @param owner the class whose package holds the resources
   * @param resources names of the source files, relative to {@code owner}
   */
  public static TorchScript load(NDManager manager, Class<?> owner, String... resources) {
    return fromSource(manager, source(owner, resources));
  }

  /** The text of such a program. */
  public static String source(Class<?> owner, String... resources) {
    StringBuilder source = new StringBuilder();
    for (String resource : resources) {
      source.append(source(owner, resource)).append('\n');
    }
    return source.toString();
  }

  /** Loads a program from its text. */
  public static TorchScript fromSource(NDManager manager, String source) {
    try (InputStream archive = new ByteArrayInputStream(ScriptArchive.pack(source))) {
      return new TorchScript(JniUtils.loadModule((PtNDManager) manager, archive, false, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs {@code function} without gradients. Arguments stay open; the caller closes them and the
   * result.
   */
  public IValue call(String function, IValue... arguments) {
    JniUtils.setGraphExecutorOptimize(false);
    return IValueUtils.runMethod(block, function, arguments);
  }

  /**
   * As {@link #call}, with gradients recorded; within a {@link ai.djl.training.GradientCollector}.
   */
  public IValue callWithGradients(String function, IValue... arguments) {
    return GradientCalls.run(block, function, arguments);
  }

  @Override
  public void close() {
    block.close();
  }

  /** The text of a source file. */
  public static String source(Class<?> owner, String resource) {
    try (InputStream in = owner.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource + " beside " + owner.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
