package io.kvlab.engine;

import io.kvlab.cache.Selection;
import io.kvlab.model.Prefill;
import io.kvlab.model.evidence.EvidenceKind;
import io.kvlab.plan.CellKey.Treatment;
import io.kvlab.plan.CompressionPoint;
import io.kvlab.policy.Policy;
import io.kvlab.policy.PromptView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one prefill is read for, and the ways on from it. */
final class Branches {
  private final SweepContext sweep;

  Branches(SweepContext sweep) {
    this.sweep = sweep;
  }

  /** Compressing treatments by the point at which they act; the full cache acts nowhere. */
  static Map<CompressionPoint, List<Treatment>> byPoint(Collection<Treatment> treatments) {
    Map<CompressionPoint, List<Treatment>> points = new LinkedHashMap<>();
    for (Treatment treatment : treatments) {
      if (!treatment.isFull()) {
        points.computeIfAbsent(treatment.point(), point -> new ArrayList<>()).add(treatment);
      }
    }
    if (points.isEmpty()) {
      points.put(CompressionPoint.PROMPT, List.of());
    }
    return points;
  }

  /** What of the prompts is read before anything is compressed. */
  static List<int[]> parts(List<PreparedPrompt> prompts, CompressionPoint point) {
    return prompts.stream().map(p -> Arrays.copyOf(p.ids(), p.compressible(point))).toList();
  }

  /** What the policies of some treatments must see. */
  Set<EvidenceKind> evidence(Collection<Treatment> treatments) {
    Set<EvidenceKind> kinds = new HashSet<>();
    for (Treatment treatment : treatments) {
      kinds.addAll(sweep.policy(treatment).evidence());
    }
    return kinds;
  }

  /** A branch for every selection of every prompt; treatments that keep the same share one. */
  List<Branch> of(
      List<PreparedPrompt> prompts,
      CompressionPoint point,
      List<Treatment> treatments,
      Prefill prefill) {
    List<Branch> branches = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      PreparedPrompt prompt = prompts.get(i);
      int length = prompt.compressible(point);
      PromptView view = sweep.setup().view(prompt.shotsWithin(length), length, prompt.id());
      Map<Selection, Branch> merged = new HashMap<>();
      for (Treatment treatment : treatments) {
        Policy policy = sweep.policy(treatment);
        Selection selection =
            policy.select(view, sweep.setup().evidenceOf(prefill, i, policy), treatment.budget());
        Branch known = sweep.uses(Mechanism.MERGING) ? merged.get(selection) : null;
        if (known == null) {
          known = new Branch(i, prompt, length, selection);
          merged.put(selection, known);
          branches.add(known);
        }
        known.serve(treatment);
      }
    }
    return branches;
  }
}
