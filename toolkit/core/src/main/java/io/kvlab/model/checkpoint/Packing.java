package io.kvlab.model.checkpoint;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;

/**
 * The float32 matrices of a CPU in the order in which oneDNN reads them. Products of 8 to 32 rows
 * are two to three times as fast as with plain matrices, and those of hundreds a quarter faster.
 */
public final class Packing implements AutoCloseable {
  /** A tied output matrix is packed beside the embedding up to this size; beyond, it is shared. */
  private static final long SECOND_COPY = 64L << 20;

  private static final String SCRIPTS = "/io/kvlab/model/";
  private static final String PACKED = SCRIPTS + "linear_packed.py";
  private static final String PLAIN = SCRIPTS + "linear.py";

  /** The source that defines products with weights: builds of libtorch without oneDNN exist. */
  private static final String SOURCE = supported() ? PACKED : PLAIN;

  private final TorchScript program;
  private final ScalarType type;
  private final boolean active;

  /** Packing for a model whose matrices have this format; without effect where it gains nothing. */
  public Packing(NDManager manager, ScalarType type) {
    this.program = load(manager);
    this.type = type;
    this.active =
        SOURCE.equals(PACKED) && !manager.getDevice().isGpu() && type == ScalarType.FLOAT32;
  }

  private static boolean supported() {
    try (NDManager manager = Libtorch.manager(Device.cpu())) {
      TorchScript.load(manager, Packing.class, PACKED).close();
      return true;
    } catch (EngineException unknownOperator) {
      return false;
    }
  }

  /** A program of the model's sources that use {@code linear}. */
  public static TorchScript load(NDManager manager, String... users) {
    String[] all = new String[users.length + 1];
    all[0] = SOURCE;
    for (int i = 0; i < users.length; i++) {
      all[i + 1] = SCRIPTS + users[i];
    }
    return TorchScript.load(manager, Packing.class, all);
  }

  /** The format of the matrices. */
  public ScalarType type() {
    return type;
  }

  /** What a tied output matrix takes beside the embedding. */
  public long extraBytes(ModelConfig config) {
    long values = (long) config.vocabulary() * config.hiddenSize();
    return config.tiedEmbeddings() && packsTied(values) ? values * Float.BYTES : 0;
  }

  private boolean packsTied(long values) {
    return active && values * Float.BYTES <= SECOND_COPY;
  }

  /** Whether anything is packed. */
  public boolean active() {
    return active;
  }

  /** A matrix as products want it; the plain one is closed. */
  public IValue pack(IValue matrix) {
    if (!active) {
      return matrix;
    }
    try (matrix) {
      return program.call("pack", matrix);
    }
  }

  /**
   * The output matrix that is the embedding, too: a packed copy if that is small, otherwise the
   * embedding itself.
   *
   * @param values numbers in it
   */
  public IValue tied(IValue embedding, long values) {
    return packsTied(values) ? program.call("pack", embedding) : embedding;
  }

  @Override
  public void close() {
    program.close();
  }
}
