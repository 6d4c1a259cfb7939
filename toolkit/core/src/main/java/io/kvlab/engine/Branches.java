package io.kvlab.engine;

import io.kvlab.cache.Selection;
import io.kvlab.dsl.ast.CompressionPoint;
import io.kvlab.model.Prefill;
import io.kvlab.plan.CellKey.Treatment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** A branch for every selection of every prompt; treatments that keep the same share one. */
  List<Branch> of(
      List<PreparedPrompt> prompts,
      CompressionPoint point,
      List<Treatment> treatments,
      Prefill prefill) {
    List<Branch> branches = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      PreparedPrompt prompt = prompts.get(i);
      Compressor.Cut cut = sweep.compressor().cut(prompt, point);
      Map<Selection, Branch> merged = new HashMap<>();
      for (Treatment treatment : treatments) {
        Selection selection =
            sweep.compressor().keep(cut, sweep.policy(treatment), treatment.budget(), prefill, i);
        Branch known = sweep.uses(Mechanism.MERGING) ? merged.get(selection) : null;
        if (known == null) {
          known = new Branch(i, prompt, cut.length(), selection);
          merged.put(selection, known);
          branches.add(known);
        }
        known.serve(treatment);
      }
    }
    return branches;
  }
}
