package io.kvlab.model.checkpoint;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a checkpoint calls its tensors.
 *
 * @param prefixes what all names but that of the output matrix begin with; the first that is there
 * @param outputs the output matrix's names; the first that is there
 * @param names slots that have other names than usual, within a layer
 * @param joinedAttention the name of queries, keys and values in one matrix; empty if they are
 *     apart
 * @param joinedGate the name of gate and up in one matrix; empty if they are apart
 * @param expertParts names of an expert's gate, up and down
 */
public record Naming(
    List<String> prefixes,
    List<String> outputs,
    Map<Slot, String> names,
    String joinedAttention,
    String joinedGate,
    List<String> expertParts) {
  /** As Llama calls them. */
  public static final Naming USUAL =
      new Naming(
          List.of("model."),
          List.of("lm_head.weight"),
          Map.of(),
          "",
          "",
          List.of("gate_proj.weight", "up_proj.weight", "down_proj.weight"));

  public Naming {
    prefixes = List.copyOf(prefixes);
    outputs = List.copyOf(outputs);
    names = Map.copyOf(names);
    expertParts = List.copyOf(expertParts);
  }

  Naming with(Map<Slot, String> others) {
    return new Naming(prefixes, outputs, others, joinedAttention, joinedGate, expertParts);
  }

  Naming joined(String attention, String gate) {
    return new Naming(prefixes, outputs, names, attention, gate, expertParts);
  }

  Naming within(List<String> otherPrefixes, List<String> otherOutputs) {
    return new Naming(otherPrefixes, otherOutputs, names, joinedAttention, joinedGate, expertParts);
  }

  Naming experts(String gate, String up, String down) {
    return new Naming(
        prefixes, outputs, names, joinedAttention, joinedGate, List.of(gate, up, down));
  }

  Naming resolved(Set<String> tensors) {
    return within(
        first(prefixes, prefix -> tensors.contains(prefix + "embed_tokens.weight")),
        first(outputs, tensors::contains));
  }

  private static List<String> first(List<String> names, Predicate<String> there) {
    return List.of(names.stream().filter(there).findFirst().orElse(names.get(0)));
  }

  String of(Slot slot) {
    return names.getOrDefault(slot, slot.usualName());
  }
}
