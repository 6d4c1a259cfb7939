package io.kvlab.internal.torch;

import ai.djl.Device;
import ai.djl.pytorch.jni.IValue;
import ai.djl.util.cuda.CudaUtils;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Structure;
import java.lang.management.MemoryUsage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Work on a GPU that is recorded once and then started as a whole. A decoding step of an 8B model
 * is some seven hundred kernels, and starting them one by one takes longer than running them.
 *
 * <p>DJL does not offer this, so libtorch's own {@code at::cuda::CUDAGraph} is called by the names
 * its methods have in the library. Where libtorch has no CUDA, or other names, there are no graphs
 * and everything is started kernel by kernel.
 *
 * <p>What is recorded reads and writes the same tensors each time: its inputs are tensors that the
 * caller fills, its outputs are overwritten by the next {@link #replay}. It must not wait for the
 * GPU, and every shape must be known beforehand.
 */
public final class CudaGraph implements Recording {
  /** More than the object takes in any version (under 200 bytes). */
  private static final int OBJECT_BYTES = 4096;

  /** Other threads may allocate and free while this one records. */
  private static final int THREAD_LOCAL_CAPTURE = 1;

  /**
   * With less memory left nothing is recorded: an error of libtorch while it records cannot be
   * caught here and ends the process, and a lack of memory is the one that happens.
   */
  private static final long SPARE_BYTES = 1L << 30;

  private final Library library;
  private final Memory object;
  private final IValue made;
  private boolean closed;

  private CudaGraph(Library library, Memory object, IValue made) {
    this.library = library;
    this.object = object;
    this.made = made;
  }

  /**
   * Whether work can be recorded in this process; to be asked after libtorch has been loaded. No
   * where {@code KVLAB_CUDA_GRAPHS} is {@code off}.
   */
  public static boolean available() {
    return !"off".equals(System.getenv("KVLAB_CUDA_GRAPHS")) && Library.LOADED.isPresent();
  }

  /** Records on the GPU, where {@link #available} says so. */
  public static Recorder recorder() {
    return new Recorder() {
      @Override
      public Recording record(Supplier<IValue> work) {
        return CudaGraph.record(work);
      }

      @Override
      public boolean hasRoom() {
        MemoryUsage usage = CudaUtils.getGpuMemory(Device.gpu());
        return usage.getMax() - usage.getUsed() > SPARE_BYTES;
      }
    };
  }

  /**
   * Records what {@code work} starts. It runs twice: once for real, so that all that is set up at a
   * first use is there, and once to be recorded, without effect.
   *
   * @param work returns the outputs that replays write to; called on this thread
   * @throws IllegalStateException if there are no graphs here
   */
  private static CudaGraph record(Supplier<IValue> work) {
    Library library =
        Library.LOADED.orElseThrow(() -> new IllegalStateException("CUDA graphs are missing"));
    library.synchronize();
    StreamHandle before = library.currentStream();
    library.setStream(library.recordingStream());
    try {
      work.get().close();
      library.synchronize();
      Memory object = new Memory(OBJECT_BYTES);
      object.clear();
      library.construct(object);
      library.begin(object);
      IValue made;
      try {
        made = work.get();
      } finally {
        library.end(object);
      }
      return new CudaGraph(library, object, made);
    } finally {
      library.setStream(before);
    }
  }

  @Override
  public IValue made() {
    return made;
  }

  /** Starts all that was recorded; returns before it is done, as any kernel does. */
  @Override
  public void replay() {
    library.replay(object);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      made.close();
      library.destroy(object);
      object.close();
    }
  }

  /** {@code c10::cuda::CUDAStream}: a device and the number of one of its streams. */
  @Structure.FieldOrder({"device", "id"})
  public static class StreamHandle extends Structure implements Structure.ByValue {
    public long device;
    public long id;
  }

  /** The functions, by their names in libtorch for Linux. */
  private static final class Library {
    private static final byte CURRENT_DEVICE = -1;
    static final Optional<Library> LOADED = load();

    private final Function currentStream;
    private final Function anyStream;
    private final Function setStream;
    private final Function synchronize;
    private final Function construct;
    private final boolean constructorTakesFlag;
    private final Function begin;
    private final Function end;
    private final Function replay;
    private final Function destroy;
    private Optional<StreamHandle> recording = Optional.empty();

    private Library(NativeLibrary c10, NativeLibrary torch) {
      currentStream = c10.getFunction("_ZN3c104cuda20getCurrentCUDAStreamEa");
      anyStream = c10.getFunction("_ZN3c104cuda17getStreamFromPoolEba");
      setStream = c10.getFunction("_ZN3c104cuda20setCurrentCUDAStreamENS0_10CUDAStreamE");
      synchronize = c10.getFunction("_ZN3c104cuda18device_synchronizeEv");
      Optional<Function> plain = function(torch, "_ZN2at4cuda9CUDAGraphC1Ev");
      constructorTakesFlag = plain.isEmpty(); // from libtorch 2.8 on
      construct = plain.orElseGet(() -> torch.getFunction("_ZN2at4cuda9CUDAGraphC1Eb"));
      begin =
          torch.getFunction(
              "_ZN2at4cuda9CUDAGraph13capture_beginESt4pairIyyE21cudaStreamCaptureMode");
      end = torch.getFunction("_ZN2at4cuda9CUDAGraph11capture_endEv");
      replay = torch.getFunction("_ZN2at4cuda9CUDAGraph6replayEv");
      destroy = torch.getFunction("_ZN2at4cuda9CUDAGraphD1Ev");
    }

    private static Optional<Library> load() {
      Optional<Path> c10 = NativeFacts.loaded("libc10_cuda.so");
      Optional<Path> torch = NativeFacts.loaded("libtorch_cuda.so");
      if (c10.isEmpty() || torch.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new Library(
                NativeLibrary.getInstance(c10.get().toString()),
                NativeLibrary.getInstance(torch.get().toString())));
      } catch (UnsatisfiedLinkError e) {
        return Optional.empty();
      }
    }

    private static Optional<Function> function(NativeLibrary library, String name) {
      try {
        return Optional.of(library.getFunction(name));
      } catch (UnsatisfiedLinkError e) {
        return Optional.empty();
      }
    }

    StreamHandle currentStream() {
      return (StreamHandle) currentStream.invoke(StreamHandle.class, new Object[] {CURRENT_DEVICE});
    }

    /** Nothing can be recorded on the default stream; one other keeps what it sets up. */
    synchronized StreamHandle recordingStream() {
      StreamHandle stream =
          recording.orElseGet(
              () ->
                  (StreamHandle)
                      anyStream.invoke(StreamHandle.class, new Object[] {false, CURRENT_DEVICE}));
      recording = Optional.of(stream);
      return stream;
    }

    void setStream(StreamHandle stream) {
      setStream.invokeVoid(new Object[] {stream});
    }

    void synchronize() {
      synchronize.invokeVoid(new Object[] {});
    }

    void construct(Memory object) {
      construct.invokeVoid(
          constructorTakesFlag ? new Object[] {object, false} : new Object[] {object});
    }

    void begin(Memory object) {
      // a pool of its own: the pair of zeros
      begin.invokeVoid(new Object[] {object, 0L, 0L, THREAD_LOCAL_CAPTURE});
    }

    void end(Memory object) {
      end.invokeVoid(new Object[] {object});
    }

    void replay(Memory object) {
      replay.invokeVoid(new Object[] {object});
    }

    void destroy(Memory object) {
      destroy.invokeVoid(new Object[] {object});
    }
  }
}
