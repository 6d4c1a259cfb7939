package io.kvlab.train.internal;

import ai.djl.pytorch.engine.PtNDArray;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where a training stands.
 *
 * @param step steps done
 * @param tokens tokens read
 * @param seconds time spent in training, over all its parts
 */
public record Checkpoint(long step, long tokens, double seconds) {
  private static final int MAGIC = 0x6B766C61;

  /** A training that has not begun. */
  public static final Checkpoint START = new Checkpoint(0, 0, 0);

  /** Writes position, weights and moments; the file appears only when it is complete. */
  public void save(Path file, Learner learner) {
    Path partial = file.resolveSibling(file.getFileName() + ".part");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(partial), 1 << 20))) {
      out.writeInt(MAGIC);
      out.writeLong(step);
      out.writeLong(tokens);
      out.writeDouble(seconds);
      for (PtNDArray[] tensors : learner.state()) {
        for (PtNDArray tensor : tensors) {
          write(out, tensor.toFloatArray());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what {@link #save} wrote into {@code learner}, which must have the same shape. */
  public static Checkpoint load(Path file, Learner learner) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
      if (in.readInt() != MAGIC) {
        throw new IllegalArgumentException(file + " is not a checkpoint of a training");
      }
      Checkpoint checkpoint = new Checkpoint(in.readLong(), in.readLong(), in.readDouble());
      learner.restore(weight -> read(in, weight.size(), file));
      return checkpoint;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(DataOutputStream out, float[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    out.writeInt(values.length);
    out.write(bytes.array());
  }

  private static float[] read(DataInputStream in, int size, Path file) {
    try {
      if (in.readInt() != size) {
        throw new IllegalArgumentException(file + " belongs to a model of another shape");
      }
      byte[] bytes = new byte[size * Float.BYTES];
      in.readFully(bytes);
      float[] values = new float[size];
      ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
