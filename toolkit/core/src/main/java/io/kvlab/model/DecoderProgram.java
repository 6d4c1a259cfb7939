package io.kvlab.model;

import ai.djl.ndarray.NDManager;
import io.kvlab.cache.EntryFormat;
import io.kvlab.internal.torch.TorchScript;
import io.kvlab.model.checkpoint.Constants;
import io.kvlab.model.checkpoint.ModelConfig;
import io.kvlab.model.checkpoint.Packing;
import io.kvlab.model.evidence.Probe;
import io.kvlab.model.evidence.ProbeScripts;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The decoder's program for one model: sources joined, the model's constants written in, and the
 * scripts of probes beside them.
 */
public final class DecoderProgram {
  private static final List<String> SOURCES =
      List.of("rope.py", "attention.py", "layer.py", "decoder.py", "branches.py", "evidence.py");

  private static final Pattern COMMENT = Pattern.compile("#[^\n]*");
  private static final Pattern CONSTANT = Pattern.compile("\\b[A-Z][A-Z_]+\\b");

  private DecoderProgram() {}

  /**
   * Loads it.
   *
   * @param probes what it can gather beside sums of attention
   */
  public static TorchScript load(
      NDManager manager, ModelConfig config, EntryFormat format, List<Probe> probes) {
    return TorchScript.fromSource(manager, text(config, format, probes));
  }

  static String text(ModelConfig config, EntryFormat format, List<Probe> probes) {
    StringBuilder source = new StringBuilder(Packing.source()).append('\n');
    source.append(format.script()).append('\n');
    for (String name : SOURCES) {
      source.append(TorchScript.source(DecoderProgram.class, name)).append('\n');
    }
    source.append(ProbeScripts.join(probes));
    Map<String, String> constants = Constants.of(config);
    constants.putAll(format.constants());
    constants.put("PROBES", String.valueOf(probes.size()));
    String plain = COMMENT.matcher(source).replaceAll("");
    return CONSTANT
        .matcher(plain)
        .replaceAll(word -> Matcher.quoteReplacement(value(constants, word.group())));
  }

  private static String value(Map<String, String> constants, String word) {
    String value = constants.get(word);
    if (value == null) {
      throw new IllegalStateException("the decoder has no constant " + word);
    }
    return value;
  }
}
