package io.kvlab.model.checkpoint;

import io.kvlab.model.checkpoint.FeedForward.Experts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The tensors that the decoder wants, in its order; see {@link Slot}. */
public final class WeightNames {
  /** A tensor of the checkpoint. */
  public record Part(String name, long... shape) {
    long size() {
      return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }
  }

  /** What is done with a tensor. */
  public enum Use {
    /** Rows are looked up. */
    LOOKUP,
    /** Rows are multiplied with it. */
    PRODUCT,
    /** Parts of it are taken. */
    STACK,
    /** A vector. */
    VECTOR
  }

  /**
   * One tensor of the decoder.
   *
   * @param parts what it is made of, one below the other; empty where this architecture has none
   * @param offset what is added to it
   */
  public record Wanted(List<Part> parts, Use use, double offset) {
    public boolean isMatrix() {
      return use != Use.VECTOR;
    }

    /** Whether it is a matrix that rows are multiplied with as a whole. */
    public boolean isProduct() {
      return use == Use.PRODUCT;
    }

    public long[] shape() {
      long[] shape = parts.get(0).shape().clone();
      shape[0] = parts.stream().mapToLong(part -> part.shape()[0]).sum();
      return shape;
    }

    long size() {
      return parts.stream().mapToLong(Part::size).sum();
    }
  }

  private static final Wanted NOTHING = new Wanted(List.of(), Use.VECTOR, 0);

  private final ModelConfig config;
  private final String prefix;
  private final Map<Slot, Wanted> slots = new EnumMap<>(Slot.class);

  private WeightNames(ModelConfig config, String prefix) {
    this.config = config;
    this.prefix = prefix;
  }

  /** What the embedding is called. */
  public static String embedding(ModelConfig config) {
    return config.naming().prefixes().get(0) + "embed_tokens.weight";
  }

  /**
   * Embedding and final norm; the output matrix and the frequencies follow, then the layers.
   *
   * @param joined whether the matrices of queries, keys and values are one, and those of gate and
   *     up: fewer, larger products
   */
  public static List<Wanted> of(ModelConfig config, boolean joined) {
    String prefix = config.naming().prefixes().get(0);
    long hidden = config.hiddenSize();
    long vocabulary = config.vocabulary();
    List<Wanted> wanted = new ArrayList<>();
    Part embedding = new Part(embedding(config), vocabulary, hidden);
    wanted.add(new Wanted(List.of(embedding), Use.LOOKUP, 0));
    Part norm = new Part(prefix + "norm.weight", hidden);
    wanted.add(new Wanted(List.of(norm), Use.VECTOR, config.norms().offset()));
    Part output = new Part(config.naming().outputs().get(0), vocabulary, hidden);
    wanted.add(config.tiedEmbeddings() ? NOTHING : new Wanted(List.of(output), Use.PRODUCT, 0));
    for (int layer = 0; layer < config.layers(); layer++) {
      WeightNames names = new WeightNames(config, prefix + "layers." + layer + ".");
      names.layer(layer);
      if (joined) {
        names.join(Slot.QUERY, Slot.KEY, Slot.VALUE);
        names.join(Slot.QUERY_BIAS, Slot.KEY_BIAS, Slot.VALUE_BIAS);
        names.join(Slot.GATE, Slot.UP);
        names.join(Slot.GATE_BIAS, Slot.UP_BIAS);
      }
      for (Slot slot : Slot.values()) {
        wanted.add(names.slots.getOrDefault(slot, NOTHING));
      }
    }
    return wanted;
  }

  private void join(Slot... together) {
    boolean apart = Arrays.stream(together).allMatch(slots::containsKey);
    if (!apart || config.attention().latent().isPresent() && together[0] == Slot.QUERY) {
      return;
    }
    Use use = slots.getOrDefault(together[0], NOTHING).use();
    List<Part> parts =
        Arrays.stream(together)
            .flatMap(slot -> slots.getOrDefault(slot, NOTHING).parts().stream())
            .toList();
    Arrays.stream(together).forEach(slots::remove);
    slots.put(together[0], new Wanted(parts, use, 0));
  }

  private void layer(int layer) {
    attention();
    norms();
    if (config.feedForward().sparse().get(layer)) {
      experts(config.feedForward().experts().orElseThrow());
    } else {
      dense();
    }
  }

  private void attention() {
    Attention attention = config.attention();
    long hidden = config.hiddenSize();
    long queries = (long) attention.heads() * attention.headDim();
    long keys = (long) attention.kvHeads() * attention.headDim();
    long values = (long) attention.kvHeads() * attention.valueDim();
    matrix(Slot.ATTENTION_OUT, hidden, (long) attention.heads() * attention.valueDim());
    if (attention.outputBias()) {
      vector(Slot.ATTENTION_OUT_BIAS, hidden);
    }
    if (attention.sinks()) {
      vector(Slot.SINKS, attention.heads());
    }
    if (attention.latent().isPresent()) {
      latent(attention, attention.latent().get());
      return;
    }
    String joined = config.naming().joinedAttention();
    if (joined.isEmpty()) {
      matrix(Slot.QUERY, queries, hidden);
      matrix(Slot.KEY, keys, hidden);
      matrix(Slot.VALUE, values, hidden);
    } else {
      one(Slot.QUERY, Use.PRODUCT, new Part(prefix + joined, queries + keys + values, hidden));
    }
    if (attention.bias()) {
      vector(Slot.QUERY_BIAS, queries);
      vector(Slot.KEY_BIAS, keys);
      vector(Slot.VALUE_BIAS, values);
    }
    boolean whole = attention.norm() == Attention.QueryKeyNorm.PROJECTION;
    if (attention.norm() != Attention.QueryKeyNorm.NONE) {
      norm(Slot.QUERY_NORM, whole ? queries : attention.headDim());
      norm(Slot.KEY_NORM, whole ? keys : attention.headDim());
    }
  }

  private void latent(Attention attention, Attention.Latent latent) {
    long hidden = config.hiddenSize();
    long queries = (long) attention.heads() * attention.headDim();
    int turned = config.rotary().width();
    if (latent.queryRank() > 0) {
      matrix(Slot.QUERY_DOWN, latent.queryRank(), hidden);
      vector(Slot.QUERY_DOWN_NORM, latent.queryRank());
      named(Slot.QUERY, "self_attn.q_b_proj.weight", queries, latent.queryRank());
    } else {
      matrix(Slot.QUERY, queries, hidden);
    }
    matrix(Slot.KEY_VALUE_DOWN, latent.keyValueRank() + (long) turned, hidden);
    vector(Slot.KEY_VALUE_DOWN_NORM, latent.keyValueRank());
    long each = attention.headDim() - turned + (long) attention.valueDim();
    named(Slot.KEY, "self_attn.kv_b_proj.weight", attention.heads() * each, latent.keyValueRank());
    if (latent.bias()) {
      if (latent.queryRank() > 0) {
        vector(Slot.QUERY_DOWN_BIAS, latent.queryRank());
      }
      vector(Slot.KEY_VALUE_DOWN_BIAS, latent.keyValueRank() + (long) turned);
    }
  }

  private void norms() {
    long hidden = config.hiddenSize();
    if (config.norms().before()) {
      norm(Slot.INPUT_NORM, hidden);
      if (!config.norms().parallel()) {
        norm(Slot.FEED_NORM, hidden);
      }
    }
    if (config.norms().after()) {
      norm(Slot.ATTENTION_AFTER_NORM, hidden);
      norm(Slot.FEED_AFTER_NORM, hidden);
    }
  }

  private void dense() {
    long hidden = config.hiddenSize();
    long inner = config.feedForward().size();
    String joined = config.naming().joinedGate();
    if (joined.isEmpty()) {
      matrix(Slot.GATE, inner, hidden);
      matrix(Slot.UP, inner, hidden);
    } else {
      one(Slot.GATE, Use.PRODUCT, new Part(prefix + joined, 2 * inner, hidden));
    }
    matrix(Slot.DOWN, hidden, inner);
    if (config.feedForward().bias()) {
      vector(Slot.GATE_BIAS, inner);
      vector(Slot.UP_BIAS, inner);
      vector(Slot.DOWN_BIAS, hidden);
    }
  }

  private void experts(Experts experts) {
    long hidden = config.hiddenSize();
    long inner = experts.size();
    int count = experts.count();
    matrix(Slot.ROUTER, count, hidden);
    if (experts.routing() != FeedForward.Routing.SOFTMAX) {
      vector(Slot.ROUTER_BIAS, count);
    }
    String all = prefix + config.naming().of(Slot.EXPERTS_IN);
    if (experts.stacked()) {
      one(Slot.EXPERTS_IN, Use.STACK, new Part(all + ".gate_up_proj", count, hidden, 2 * inner));
      one(Slot.EXPERTS_OUT, Use.STACK, new Part(all + ".down_proj", count, inner, hidden));
      vector(Slot.EXPERTS_IN_BIAS, count, 2 * inner);
      vector(Slot.EXPERTS_OUT_BIAS, count, hidden);
    } else {
      List<String> parts = config.naming().expertParts();
      List<Part> in = new ArrayList<>();
      for (int e = 0; e < count; e++) {
        in.add(new Part(all + "." + e + "." + parts.get(0), inner, hidden));
        in.add(new Part(all + "." + e + "." + parts.get(1), inner, hidden));
      }
      slots.put(Slot.EXPERTS_IN, new Wanted(in, Use.STACK, 0));
      List<Part> out =
          IntStream.range(0, count)
              .mapToObj(e -> new Part(all + "." + e + "." + parts.get(2), hidden, inner))
              .toList();
      slots.put(Slot.EXPERTS_OUT, new Wanted(out, Use.STACK, 0));
    }
    if (experts.sharedSize() > 0) {
      matrix(Slot.SHARED_GATE, experts.sharedSize(), hidden);
      matrix(Slot.SHARED_UP, experts.sharedSize(), hidden);
      matrix(Slot.SHARED_DOWN, hidden, experts.sharedSize());
      if (experts.sharedGate()) {
        matrix(Slot.SHARED_ROUTER, 1, hidden);
      }
    }
  }

  private void matrix(Slot slot, long... shape) {
    named(slot, config.naming().of(slot), shape);
  }

  private void named(Slot slot, String name, long... shape) {
    one(slot, Use.PRODUCT, new Part(prefix + name, shape));
  }

  private void vector(Slot slot, long... shape) {
    one(slot, Use.VECTOR, new Part(prefix + config.naming().of(slot), shape));
  }

  private void norm(Slot slot, long size) {
    Part part = new Part(prefix + config.naming().of(slot), size);
    slots.put(slot, new Wanted(List.of(part), Use.VECTOR, config.norms().offset()));
  }

  private void one(Slot slot, Use use, Part part) {
    slots.put(slot, new Wanted(List.of(part), use, 0));
  }
}
