package io.kvlab.model.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads rotary position embeddings as transformers does: {@code rope_scaling}, or else {@code
 * rope_parameters}; a base that stands inside wins over one outside.
 */
final class Ropes {
  /** Where angles follow the sequence, any length can be read. */
  private static final int UNBOUNDED = 1 << 24;

  private static final String SUPPORTED =
      "supported are default, linear, dynamic, yarn, longrope and llama3";

  private final ConfigJson config;
  private final int headDim;
  private final int context;
  private final double defaultTheta;

  Ropes(ConfigJson config, int headDim, int context, double defaultTheta) {
    this.config = config;
    this.headDim = headDim;
    this.context = context;
    this.defaultTheta = defaultTheta;
  }

  /** What scales or states the embedding; may hold one object for each type of layer. */
  Optional<ConfigJson> stated() {
    Optional<ConfigJson> scaling = config.object("rope_scaling");
    Optional<ConfigJson> parameters = config.object("rope_parameters");
    return scaling.isPresent() ? scaling : parameters;
  }

  /** That of layers of one type, where types have their own. */
  Optional<ConfigJson> stated(String layerType) {
    Optional<ConfigJson> all = stated();
    return all.flatMap(
        one ->
            one.has("full_attention") || one.has("sliding_attention")
                ? one.object(layerType)
                : all);
  }

  /** Values of a head that turn. */
  int width(double otherwise) {
    Optional<ConfigJson> inside =
        stated("full_attention").filter(one -> one.has("partial_rotary_factor"));
    double share =
        inside
            .map(one -> one.number("partial_rotary_factor"))
            .orElse(config.number("partial_rotary_factor", otherwise));
    if (share > 1) {
      throw config.refuse("partial_rotary_factor " + share + " is more than 1");
    }
    int width = (int) (headDim * share);
    if (width % 2 != 0 || width == 0) {
      throw config.refuse(
          "of a head's "
              + headDim
              + " values "
              + width
              + " would be turned by RoPE, which turns pairs");
    }
    return width;
  }

  /** One embedding. */
  Rope read(Optional<ConfigJson> stated, int width) {
    double outside = config.number("rope_theta", defaultTheta);
    if (stated.isEmpty()) {
      return Rope.plain(outside, width);
    }
    ConfigJson scaling = stated.get();
    double theta = scaling.number("rope_theta", outside);
    List<Double> plain = Rope.plainFrequencies(theta, width);
    String type = type(scaling);
    return switch (type) {
      case "default" -> Rope.plain(theta, width);
      case "linear" -> {
        double factor = scaling.number("factor");
        yield Rope.fixed(theta, 1, plain.stream().map(f -> f / factor).toList());
      }
      case "dynamic" ->
          new Rope(Rope.Rule.DYNAMIC, theta, scaling.number("factor"), context, 1, plain, plain);
      case "llama3" -> llama3(scaling, theta, plain);
      case "yarn" -> yarn(scaling, theta, width, plain);
      case "longrope" -> longrope(scaling, theta, width, plain);
      default -> throw config.refuse("the rope type '" + type + "' is not supported; " + SUPPORTED);
    };
  }

  /**
   * How many positions the model can tell apart: those that config.json names, or as many more as
   * they are stretched to where that number is the one before the stretching.
   */
  int reach() {
    Optional<ConfigJson> stated = stated(Family.FULL);
    if (stated.isEmpty()) {
      return context;
    }
    ConfigJson scaling = stated.get();
    String type = type(scaling);
    boolean before =
        type.equals("linear")
            || !scaling.has("original_max_position_embeddings")
                && (type.equals("yarn") || type.equals("longrope"))
            || type.equals("longrope") && context <= original(scaling);
    if (type.equals("dynamic")) {
      return UNBOUNDED;
    }
    return before && !config.has("original_max_position_embeddings") && scaling.has("factor")
        ? (int) Math.min(UNBOUNDED, context * Math.max(1, scaling.number("factor")))
        : context;
  }

  private double original(ConfigJson scaling) {
    return scaling.number("original_max_position_embeddings", context);
  }

  private String type(ConfigJson scaling) {
    String type = scaling.text("rope_type", scaling.text("type", ""));
    if (!type.isEmpty()) {
      return type.equals("su") ? "longrope" : type;
    }
    boolean nothingElse =
        scaling.unasked().stream()
            .allMatch(key -> key.equals("partial_rotary_factor") || key.equals("rope_theta"));
    if (nothingElse) {
      return "default";
    }
    throw config.refuse("rope_scaling names no rope_type; " + SUPPORTED);
  }

  private double part(ConfigJson scaling, String field) {
    if (!scaling.get(field).isNumber() || !(scaling.get(field).asDouble() > 0)) {
      throw config.refuse("rope_scaling needs a positive " + field);
    }
    return scaling.get(field).asDouble();
  }

  private Rope llama3(ConfigJson scaling, double theta, List<Double> plain) {
    double factor = part(scaling, "factor");
    double low = part(scaling, "low_freq_factor");
    double high = part(scaling, "high_freq_factor");
    double original = part(scaling, "original_max_position_embeddings");
    return Rope.fixed(
        theta, 1, plain.stream().map(f -> stretched(f, factor, low, high, original)).toList());
  }

  /** Long wavelengths are slowed, short ones stay, those between are blended. */
  static double stretched(double f, double factor, double low, double high, double original) {
    double wavelength = 2 * Math.PI / f;
    if (wavelength < original / high) {
      return f;
    }
    if (wavelength > original / low) {
      return f / factor;
    }
    double smooth = (original / wavelength - low) / (high - low);
    return (1 - smooth) * f / factor + smooth * f;
  }

  private Rope yarn(ConfigJson scaling, double theta, int width, List<Double> plain) {
    double factor = part(scaling, "factor");
    double original = original(scaling);
    double low = dimension(scaling.number("beta_fast", 32), width, theta, original);
    double high = dimension(scaling.number("beta_slow", 1), width, theta, original);
    if (scaling.flag("truncate", true)) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    double from = Math.max(low, 0);
    double limit = Math.min(high, width - 1);
    double to = from == limit ? limit + 0.001 : limit;
    List<Double> frequencies =
        IntStream.range(0, plain.size())
            .mapToObj(
                i -> {
                  double ramp = Math.max(0, Math.min(1, (i - from) / (to - from)));
                  return plain.get(i) / factor * ramp + plain.get(i) * (1 - ramp);
                })
            .toList();
    return Rope.fixed(theta, yarnAmplitude(scaling, factor), frequencies);
  }

  private static double dimension(double rotations, int width, double theta, double original) {
    return width * Math.log(original / (rotations * 2 * Math.PI)) / (2 * Math.log(theta));
  }

  private static double yarnAmplitude(ConfigJson scaling, double factor) {
    if (scaling.has("attention_factor")) {
      return scaling.number("attention_factor");
    }
    double scale = magnitude(scaling, "mscale");
    double all = magnitude(scaling, "mscale_all_dim");
    return scale != 0 && all != 0
        ? attention(factor, scale) / attention(factor, all)
        : attention(factor, 1);
  }

  /** A number that may be 0 for none. */
  static double magnitude(ConfigJson scaling, String key) {
    return scaling.get(key).asDouble(0);
  }

  /** What YaRN multiplies attention by. */
  static double attention(double factor, double scale) {
    return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
  }

  private Rope longrope(ConfigJson scaling, double theta, int width, List<Double> plain) {
    List<Double> shorter = scaling.numbers("short_factor");
    List<Double> longer = scaling.numbers("long_factor");
    if (shorter.size() != width / 2 || longer.size() != width / 2) {
      throw config.refuse(
          "longrope needs a short_factor and a long_factor of "
              + width / 2
              + " numbers each, not "
              + shorter.size()
              + " and "
              + longer.size());
    }
    boolean outside = config.has("original_max_position_embeddings");
    double original =
        outside ? config.number("original_max_position_embeddings") : original(scaling);
    double factor = scaling.number("factor", context / original);
    if (outside) {
      factor = context / original;
    }
    double amplitude =
        scaling.number(
            "attention_factor",
            factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(original)));
    return new Rope(
        Rope.Rule.LONG,
        theta,
        factor,
        original,
        amplitude,
        divided(plain, shorter),
        divided(plain, longer));
  }

  private static List<Double> divided(List<Double> plain, List<Double> by) {
    return IntStream.range(0, plain.size()).mapToObj(i -> plain.get(i) / by.get(i)).toList();
  }
}
