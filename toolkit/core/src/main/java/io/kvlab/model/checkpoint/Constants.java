package io.kvlab.model.checkpoint;

import io.kvlab.model.checkpoint.FeedForward.Experts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the decoder's scripts call by words in capitals: a model's numbers and its tensors' places,
 * written into the source before it is loaded.
 */
public final class Constants {
  /** Tensors in front of those of the layers. */
  private static final List<String> HEADER = List.of("EMBEDDING", "FINAL_NORM", "OUTPUT", "ROPE");

  private final Map<String, String> values = new LinkedHashMap<>();

  private Constants() {}

  /** The words and what is written in their place. */
  public static Map<String, String> of(ModelConfig config) {
    Constants constants = new Constants();
    constants.slots();
    constants.shape(config);
    constants.attention(config);
    constants.rotary(config.rotary());
    constants.layers(config);
    constants.experts(config.feedForward());
    return constants.values;
  }

  private void slots() {
    for (String name : HEADER) {
      put(name, HEADER.indexOf(name));
    }
    put("HEADER", HEADER.size());
    put("SLOTS", Slot.values().length);
    for (Slot slot : Slot.values()) {
      put(slot.name(), slot.ordinal());
    }
  }

  private void shape(ModelConfig config) {
    put("LAYERS", config.layers());
    put("VOCABULARY", config.vocabulary());
    put("EMBEDDING_FACTOR", config.scales().embedding());
    put("RESIDUAL_FACTOR", config.scales().residual());
    put("LOGIT_FACTOR", config.scales().logits());
    put("LOGIT_CAP", config.scales().logitCap());
  }

  private void attention(ModelConfig config) {
    Attention attention = config.attention();
    put("HEADS", attention.heads());
    put("KV_HEADS", attention.kvHeads());
    put("HEAD_DIM", attention.headDim());
    put("VALUE_DIM", attention.valueDim());
    put("ATTENTION_SCALE", attention.scale());
    put("ATTENTION_CAP", attention.cap());
    put("HAS_SINKS", attention.sinks());
    put("HAS_QKV_BIAS", attention.bias());
    put("HAS_OUTPUT_BIAS", attention.outputBias());
    put("QK_NORM", attention.norm().ordinal());
    put("PLAIN_ATTENTION", config.plainAttention() && attention.valueDim() == attention.headDim());
    put("LATENT", attention.latent().isPresent());
    put("QUERY_RANK", attention.latent().map(Attention.Latent::queryRank).orElse(0));
    put("KEY_VALUE_RANK", attention.latent().map(Attention.Latent::keyValueRank).orElse(0));
    put("HAS_LATENT_BIAS", attention.latent().map(Attention.Latent::bias).orElse(false));
    put("LATENT_EPSILON", Attention.Latent.EPSILON);
    put("WINDOWS", list(config.windows(), Object::toString));
    put("TRACKS_POSITIONS", config.slidingWindow().isPresent());
  }

  private void rotary(Rotary rotary) {
    put("ROTARY", rotary.width());
    put("INTERLEAVED", rotary.interleaved());
    put("ROPE_KINDS", rotary.kinds().size());
    put("ROPES", list(rotary.ofLayer(), Object::toString));
    put("ROPE_RULES", list(rotary.kinds(), rope -> String.valueOf(rope.rule().ordinal())));
    put("ROPE_THETAS", list(rotary.kinds(), rope -> number(rope.theta())));
    put("ROPE_FACTORS", list(rotary.kinds(), rope -> number(rope.factor())));
    put("ROPE_CONTEXTS", list(rotary.kinds(), rope -> number(rope.context())));
    put("ROPE_AMPLITUDES", list(rotary.kinds(), rope -> number(rope.amplitude())));
  }

  private void layers(ModelConfig config) {
    Norms norms = config.norms();
    FeedForward feedForward = config.feedForward();
    put("EPSILON", norms.epsilon());
    put("LAYER_NORM", norms.centered());
    put("NORM_BEFORE", norms.before());
    put("NORM_AFTER", norms.after());
    put("PARALLEL", norms.parallel());
    put("ACTIVATION", feedForward.activation().ordinal());
    put("FEED_SIZE", feedForward.size());
    put("HAS_MLP_BIAS", feedForward.bias());
    put("SPARSE", list(feedForward.sparse(), sparse -> sparse ? "1" : "0"));
    put(
        "PLAIN_LAYER",
        norms.before()
            && !norms.after()
            && !norms.parallel()
            && !feedForward.bias()
            && feedForward.experts().isEmpty()
            && config.scales().residual() == 1);
  }

  private void experts(FeedForward feedForward) {
    Experts experts =
        feedForward
            .experts()
            .orElse(
                new Experts(
                    1, 1, 1, FeedForward.Routing.SOFTMAX, false, 1, 1, 1, 0, false, false, 0));
    put("EXPERTS", experts.count());
    put("USED_EXPERTS", experts.used());
    put("EXPERT_SIZE", experts.size());
    put("ROUTING", experts.routing().ordinal());
    put("NORMALIZE_SHARES", experts.normalize());
    put("ROUTED_FACTOR", experts.factor());
    put("EXPERT_GROUPS", experts.groups());
    put("USED_GROUPS", experts.usedGroups());
    put("SHARED_SIZE", experts.sharedSize());
    put("SHARED_EXPERT", experts.sharedSize() == 0 ? 0 : experts.sharedGate() ? 2 : 1);
    put("INPUT_FIRST", experts.stacked());
    put("SWIGLU_LIMIT", experts.limit());
  }

  private static <T> String list(List<T> items, Function<T, String> text) {
    return items.stream().map(text).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String number(double value) {
    return Double.toString(value).replace("E", "e");
  }

  private void put(String name, double value) {
    put(name, number(value));
  }

  private void put(String name, int value) {
    put(name, String.valueOf(value));
  }

  private void put(String name, boolean value) {
    put(name, value ? 1 : 0);
  }

  private void put(String name, String text) {
    if (values.put(name, text) != null) {
      throw new IllegalStateException("two constants are called " + name);
    }
  }
}
