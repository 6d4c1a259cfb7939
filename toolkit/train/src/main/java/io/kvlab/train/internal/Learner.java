package io.kvlab.train.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.TorchScript;
import io.kvlab.train.internal.LlamaShape.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** A model in training: its weights, the optimiser's moments, and the two programs. Mutable. */
public final class Learner implements AutoCloseable {
  private static final int FLOAT32 = 6;
  private static final int BFLOAT16 = 15;
  private static final double CLIP = 1.0;
  private static final double WEIGHT_DECAY = 0.0;

  /**
   * How large a step is.
   *
   * @param muon for matrices
   * @param adam for embeddings and norms
   */
  public record Rates(double muon, double adam) {}

  /** What a step reports: the loss before it and the gradient's norm before clipping. */
  public record Report(float loss, float norm) {}

  private final LlamaShape shape;
  private final int dtype;
  private final NDManager manager;
  private final TorchScript program;
  private final PtNDArray[] weights;
  private final PtNDArray[] first;
  private final PtNDArray[] second;
  private final long[] muon;
  private final int threadsBefore;
  private final ExecutorService threads = Executors.newCachedThreadPool(Learner::daemon);
  private final Map<Integer, PtNDArray[]> rotary = new HashMap<>();

  /**
   * @param values the weights in the order of the shape
   * @param device where weights live and everything is computed
   * @param bfloat16 whether matrix products run in bfloat16; weights stay float32
   * @param useMuon whether matrices take Muon's step rather than AdamW's
   */
  public Learner(
      LlamaShape shape, List<float[]> values, Device device, boolean bfloat16, boolean useMuon) {
    this.shape = shape;
    dtype = bfloat16 ? BFLOAT16 : FLOAT32;
    manager = Libtorch.manager(device);
    threadsBefore = JniUtils.getNumThreads();
    program = TorchScript.load(manager, Learner.class, "loss.py", "optimizer.py");
    weights = tensors(values);
    first = tensors(zeros());
    second = tensors(zeros());
    List<Weight> list = shape.weights();
    muon = new long[list.size()];
    for (int i = 0; i < muon.length; i++) {
      muon[i] = useMuon && i > 0 && !list.get(i).vector() ? 1 : 0;
      weights[i].setRequiresGradient(true);
    }
  }

  /**
   * One step on the batch that the shards make up together. Each shard has a thread of its own, and
   * operators run on one thread: on few cores, and beside other programs, that wastes far less than
   * splitting every operator. With two shards the sum of their gradients is the same in any order,
   * so that a training is reproducible.
   *
   * @param number counts from 1
   */
  public Report step(List<Batch> shards, Rates rates, long number) {
    double total = shards.stream().mapToDouble(Batch::weights).sum();
    shards.forEach(shard -> rotary.computeIfAbsent(shard.time(), this::angles));
    double loss = 0;
    try {
      List<Callable<Double>> tasks = new ArrayList<>();
      shards.forEach(shard -> tasks.add(() -> accumulate(shard, total)));
      for (Future<Double> part : threads.invokeAll(tasks)) {
        loss += part.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The training was interrupted.", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("A training step failed: " + e.getMessage(), e);
    }
    return new Report((float) loss, update(rates, number));
  }

  /** Adds a shard's gradients; returns its part of the loss. */
  private double accumulate(Batch shard, double total) {
    try (NDManager scope = manager.newSubManager()) {
      JniUtils.setNumThreads(1);
      JniUtils.setGradMode(true);
      PtNDArray loss = run(scope, shard, total, 0);
      JniUtils.backward(loss, (PtNDArray) scope.ones(loss.getShape()), false, false);
      JniUtils.setGradMode(false);
      return loss.toFloatArray()[0];
    }
  }

  private float update(Rates rates, long number) {
    try (NDManager scope = manager.newSubManager()) {
      JniUtils.setGradMode(false);
      PtNDArray[] gradients = new PtNDArray[weights.length];
      for (int i = 0; i < gradients.length; i++) {
        gradients[i] = (PtNDArray) weights[i].getGradient();
        gradients[i].attach(scope);
      }
      PtNDArray norm =
          call(
              scope,
              "optimizer_step",
              IValue.listFrom(weights),
              IValue.listFrom(gradients),
              IValue.listFrom(first),
              IValue.listFrom(second),
              IValue.listFrom(muon),
              IValue.from(rates.muon()),
              IValue.from(rates.adam()),
              IValue.from(WEIGHT_DECAY),
              IValue.from(number),
              IValue.from(CLIP),
              IValue.from((long) dtype));
      return norm.toFloatArray()[0];
    }
  }

  /** The most likely next token at each counted position of a batch. */
  public long[] predict(Batch batch) {
    try (NDManager scope = manager.newSubManager()) {
      JniUtils.setGradMode(false);
      return run(scope, batch, 1, 1).toLongArray();
    }
  }

  /** The weighted mean loss of a batch, in nats. */
  public float loss(Batch batch) {
    try (NDManager scope = manager.newSubManager()) {
      JniUtils.setGradMode(false);
      return run(scope, batch, batch.weights(), 0).toFloatArray()[0];
    }
  }

  /** Weights, first and second moments, each in the order of the shape. */
  List<PtNDArray[]> state() {
    return List.of(weights, first, second);
  }

  /** Replaces weights and moments. */
  void restore(Function<Weight, float[]> next) {
    for (PtNDArray[] tensors : state()) {
      for (int i = 0; i < tensors.length; i++) {
        Weight weight = shape.weights().get(i);
        try (NDManager scope = manager.newSubManager()) {
          PtNDArray value = (PtNDArray) scope.create(next.apply(weight), shapeOf(weight));
          boolean learns = tensors == weights;
          PtNDArray copy = (PtNDArray) value.duplicate();
          copy.attach(manager);
          tensors[i].close();
          tensors[i] = copy;
          if (learns) {
            copy.setRequiresGradient(true);
          }
        }
      }
    }
  }

  public LlamaShape shape() {
    return shape;
  }

  /** Whether matrix products run in bfloat16. */
  boolean bfloat16() {
    return dtype == BFLOAT16;
  }

  @Override
  public void close() {
    threads.shutdown();
    program.close();
    JniUtils.setNumThreads(threadsBefore);
    manager.close();
  }

  private PtNDArray run(NDManager scope, Batch batch, double total, long mode) {
    PtNDArray[] angles = rotary.computeIfAbsent(batch.time(), this::angles);
    return call(
        scope,
        "loss",
        IValue.from((PtNDArray) scope.create(batch.ids(), new Shape(batch.rows(), batch.time()))),
        IValue.from((PtNDArray) scope.create(batch.at())),
        IValue.from((PtNDArray) scope.create(batch.target())),
        IValue.from((PtNDArray) scope.create(batch.weight())),
        IValue.from(total),
        IValue.from(angles[0]),
        IValue.from(angles[1]),
        IValue.listFrom(weights),
        IValue.from((long) shape.layers()),
        IValue.from((long) shape.heads()),
        IValue.from((long) shape.kvHeads()),
        IValue.from(shape.normEps()),
        IValue.from((long) dtype),
        IValue.from(mode));
  }

  /**
   * Runs a function with gradients recorded where grad mode is on. The graph optimiser is off: it
   * compiles a function anew after some calls, and results would differ in their last bits.
   */
  private PtNDArray call(NDManager scope, String function, IValue... inputs) {
    JniUtils.setGraphExecutorOptimize(false);
    try (IValue result = program.callWithGradients(function, inputs)) {
      return result.toTensor((PtNDManager) scope);
    } finally {
      for (IValue input : inputs) {
        input.close();
      }
    }
  }

  /** Cosines and sines of the rotary embedding, {@code [time, dim / 2]} each. */
  private PtNDArray[] angles(int time) {
    int half = shape.headDim() / 2;
    float[] cos = new float[time * half];
    float[] sin = new float[time * half];
    for (int t = 0; t < time; t++) {
      for (int i = 0; i < half; i++) {
        double angle = t * Math.pow(shape.ropeTheta(), -2.0 * i / shape.headDim());
        cos[t * half + i] = (float) Math.cos(angle);
        sin[t * half + i] = (float) Math.sin(angle);
      }
    }
    Shape size = new Shape(time, half);
    return new PtNDArray[] {
      (PtNDArray) manager.create(cos, size), (PtNDArray) manager.create(sin, size)
    };
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "trainer");
    thread.setDaemon(true);
    return thread;
  }

  private List<float[]> zeros() {
    return shape.weights().stream().map(weight -> new float[weight.size()]).toList();
  }

  private PtNDArray[] tensors(List<float[]> values) {
    PtNDArray[] tensors = new PtNDArray[values.size()];
    for (int i = 0; i < tensors.length; i++) {
      Weight weight = shape.weights().get(i);
      tensors[i] = (PtNDArray) manager.create(values.get(i), shapeOf(weight));
    }
    return tensors;
  }

  private static Shape shapeOf(Weight weight) {
    return weight.vector() ? new Shape(weight.rows()) : new Shape(weight.rows(), weight.columns());
  }
}
