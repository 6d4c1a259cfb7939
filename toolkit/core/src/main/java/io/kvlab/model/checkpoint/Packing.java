package io.kvlab.model.checkpoint;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.IValue;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.internal.torch.Processor;
import io.kvlab.internal.torch.ScalarType;
import io.kvlab.internal.torch.TorchScript;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The float32 matrices of a CPU in the order in which oneDNN reads them. Products of 8 to 32 rows
 * are two to three times as fast as with plain matrices, and those of hundreds a quarter faster.
 *
 * <p>A shape is packed only where its product has been proven right on this machine, and only in an
 * order without padding (see {@code linear_packed.py}); elsewhere matrices stay plain: slower,
 * never wrong, and {@link #switchedOff} says so.
 */
public final class Packing implements AutoCloseable {
  /** A tied output matrix is packed beside the embedding up to this size; beyond, it is shared. */
  private static final long SECOND_COPY = 64L << 20;

  private static final String SCRIPTS = "/io/kvlab/model/";
  private static final String PACKED = SCRIPTS + "linear_packed.py";

  /** Named by tests alone: a resource with packed products that are made wrong on purpose. */
  static final String FAULTY = "kvlab.test.linear";

  private static final String PLAIN = SCRIPTS + "linear.py";

  /** The source that defines products with weights: builds of libtorch without oneDNN exist. */
  private static final String SOURCE = System.getProperty(FAULTY, supported() ? PACKED : PLAIN);

  private final NDManager manager;
  private final TorchScript program;
  private final ScalarType type;
  private final boolean active;
  private final Map<Shape, PackedShape> shapes = new LinkedHashMap<>();
  private final Verdicts verdicts = Verdicts.ofUser();
  private final String basis;
  private long padding;

  /** Packing for a model whose matrices have this format; without effect where it gains nothing. */
  public Packing(NDManager manager, ScalarType type) {
    this.manager = manager;
    this.program = load(manager);
    this.type = type;
    this.active =
        !SOURCE.equals(PLAIN) && !manager.getDevice().isGpu() && type == ScalarType.FLOAT32;
    this.basis = active ? basis() : "";
  }

  private static boolean supported() {
    try (NDManager manager = Libtorch.manager(Device.cpu())) {
      TorchScript.load(manager, Packing.class, PACKED).close();
      return true;
    } catch (EngineException unknownOperator) {
      return false;
    }
  }

  /**
   * A program of sources that use {@code linear}.
   *
   * @param users names of the model's sources, or whole names of other resources
   */
  public static TorchScript load(NDManager manager, String... users) {
    String[] all = new String[users.length + 1];
    all[0] = SOURCE;
    for (int i = 0; i < users.length; i++) {
      all[i + 1] = users[i].startsWith("/") ? users[i] : SCRIPTS + users[i];
    }
    return TorchScript.load(manager, Packing.class, all);
  }

  /** The source that defines products with weights. */
  public static String source() {
    return TorchScript.source(Packing.class, SOURCE);
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

  /** Proves the shapes of a model's products, while there is nothing else in memory. */
  public void prove(ModelConfig config, List<WeightNames.Wanted> all) {
    if (!active) {
      return;
    }
    List<Shape> wanted = new ArrayList<>();
    all.stream()
        .filter(part -> !part.parts().isEmpty() && part.isProduct())
        .forEach(part -> wanted.add(new Shape(part.shape()[0], part.shape()[1])));
    if (extraBytes(config) > 0) {
      wanted.add(new Shape(config.vocabulary(), config.hiddenSize()));
    }
    prove(wanted);
  }

  private void prove(List<Shape> wanted) {
    List<Shape> unknown = new ArrayList<>();
    for (Shape shape : new LinkedHashSet<>(wanted)) {
      if (!shapes.containsKey(shape)) {
        verdicts
            .find(shape.key(basis))
            .flatMap(PackedShape::of)
            .ifPresentOrElse(found -> shapes.put(shape, found), () -> unknown.add(shape));
      }
    }
    if (!unknown.isEmpty()) {
      Map<Shape, PackedShape> found = new LinkedHashMap<>();
      try (PackedProof proof = new PackedProof(manager)) {
        for (Shape shape : unknown) {
          found.put(shape, proof.prove(shape.rows(), shape.inner()));
        }
      }
      shapes.putAll(found);
      keep(verdicts, basis, found);
    }
  }

  private static void keep(Verdicts verdicts, String basis, Map<Shape, PackedShape> found) {
    Map<String, String> fresh = new TreeMap<>();
    found.forEach((shape, verdict) -> fresh.put(shape.key(basis), verdict.toString()));
    verdicts.keep(fresh);
  }

  private PackedShape known(Shape shape) {
    prove(List.of(shape));
    return Objects.requireNonNull(shapes.get(shape));
  }

  private record Shape(long rows, long inner) {
    String key(String basis) {
      return this + "\n" + basis;
    }

    @Override
    public String toString() {
      return rows + " x " + inner;
    }
  }

  /** Whatever decides which code runs. */
  private static String basis() {
    return String.join(
        "\n",
        Processor.here().identity(),
        Libtorch.engine().getVersion(),
        TorchScript.source(Packing.class, SOURCE, SCRIPTS + "proof.py"));
  }

  /** A matrix as products want it; the plain one is closed. */
  public IValue pack(IValue matrix, long... shape) {
    return active ? packed(matrix, true, shape[0], shape[1]) : matrix;
  }

  /**
   * The output matrix that is the embedding, too: a packed copy if that is small, otherwise the
   * embedding itself.
   */
  public IValue tied(IValue embedding, ModelConfig config) {
    return extraBytes(config) > 0
        ? packed(embedding, false, config.vocabulary(), config.hiddenSize())
        : embedding;
  }

  private IValue packed(IValue matrix, boolean spent, long rows, long inner) {
    if (!(known(new Shape(rows, inner)) instanceof PackedShape.Right right)) {
      return matrix;
    }
    IValue packed = pack(program, matrix, right.rows(), right.inner());
    if (values(program, packed) != right.rows() * right.inner()) {
      // another order than the proven one, which nothing here explains
      packed.close();
      shapes.put(new Shape(rows, inner), new PackedShape.Padded());
      return matrix;
    }
    padding += (right.rows() * right.inner() - rows * inner) * Float.BYTES;
    if (spent) {
      matrix.close();
    }
    return packed;
  }

  /** A packed copy with zeros added up to a size. */
  static IValue pack(TorchScript program, IValue matrix, long rows, long inner) {
    try (IValue height = IValue.from(rows);
        IValue width = IValue.from(inner);
        IValue enlarged = program.call("enlarged", matrix, height, width)) {
      return program.call("pack", enlarged);
    }
  }

  /** How many numbers a packed weight holds, padding included. */
  static long values(TorchScript program, IValue packed) {
    try (IValue count = program.call("packed_values", packed)) {
      return count.toLong();
    }
  }

  /** Bytes of the zeros that were added so far. */
  public long paddingBytes() {
    return padding;
  }

  /** Sentences on the shapes whose matrices stay plain although others are packed. */
  public List<String> switchedOff() {
    List<String> wrong = new ArrayList<>();
    List<String> padded = new ArrayList<>();
    double worst = 0;
    for (Map.Entry<Shape, PackedShape> known : shapes.entrySet()) {
      String shape = known.getKey().toString();
      if (known.getValue() instanceof PackedShape.Wrong found) {
        wrong.add(shape);
        worst = Math.max(worst, found.deviation());
      } else if (known.getValue() instanceof PackedShape.Padded) {
        padded.add(shape);
      }
    }
    String where = " on " + Processor.here().model();
    List<String> sentences = new ArrayList<>();
    if (!wrong.isEmpty()) {
      sentences.add(
          "Packed products of "
              + String.join(", ", wrong)
              + where
              + " are wrong (by up to "
              + String.format(Locale.ROOT, "%.3g", worst)
              + ") and switched off; the plain ones are right, and slower.");
    }
    if (!padded.isEmpty()) {
      sentences.add(
          "Packed products of "
              + String.join(", ", padded)
              + where
              + " need an order with padding, which is not trusted, and are switched off; the plain"
              + " ones are slower.");
    }
    return sentences;
  }

  /** Whether packed products are used on this machine's CPU. */
  public static boolean usable() {
    return !SOURCE.equals(PLAIN);
  }

  /**
   * What a proof said.
   *
   * @param problem empty where the packed product is right
   * @param packedSeconds of the packed product of eight rows; 0 where it is right
   * @param plainSeconds of the plain one; 0 where it is not needed
   */
  public record Checked(
      long rows, long inner, Optional<String> problem, double packedSeconds, double plainSeconds) {}

  /** Proves shapes again, whatever is known of them, and keeps the verdicts. */
  public static List<Checked> check(NDManager manager, List<long[]> shapes) {
    List<Checked> checked = new ArrayList<>();
    Map<Shape, PackedShape> found = new LinkedHashMap<>();
    try (PackedProof proof = new PackedProof(manager)) {
      for (long[] shape : shapes) {
        PackedShape verdict = proof.prove(shape[0], shape[1]);
        found.put(new Shape(shape[0], shape[1]), verdict);
        checked.add(
            verdict instanceof PackedShape.Right
                ? new Checked(shape[0], shape[1], Optional.empty(), 0, 0)
                : proof.timed(shape[0], shape[1], verdict.toString()));
      }
    }
    keep(Verdicts.ofUser(), basis(), found);
    return checked;
  }

  @Override
  public void close() {
    program.close();
  }
}
