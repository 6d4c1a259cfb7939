package io.kvlab.model.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where generations end, beside what config.json says. generation_config.json often alone names the
 * end of a turn; fine-tuned models name it as the tokenizer's {@code eos_token} alone. Without
 * these an answer runs on into turns of its own, so a generation ends at any of them.
 */
final class EndTokens {
  private EndTokens() {}

  /** The ids, without those of config.json; none where no file names one. */
  static List<Integer> read(Path folder) {
    SortedSet<Integer> ids = new TreeSet<>(GenerationConfig.endTokens(folder));
    SpecialTokens.read(folder)
        .token("eos_token")
        .map(token -> TokenIds.find(folder, token))
        .ifPresent(id -> id.ifPresent(ids::add));
    return List.copyOf(ids);
  }
}
