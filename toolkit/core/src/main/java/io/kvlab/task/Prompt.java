package io.kvlab.task;

import io.kvlab.model.Range;
import java.util.List;

/**
 * What a model reads.
 *
 * @param id identity of the example, the same in every run
 * @param text the exact characters, without the tokenizer's own start token
 * @param regions in order, without gaps, from 0 to the end of the text
 * @param gold the expected answer; for several accepted answers, the first
 */
public record Prompt(String id, String text, List<Region> regions, String gold) {
  public Prompt {
    regions = List.copyOf(regions);
    int at = 0;
    for (Region region : regions) {
      if (region.chars().from() != at || region.chars().length() == 0) {
        throw new IllegalArgumentException("regions must tile the text: " + regions);
      }
      at = region.chars().to();
    }
    if (at != text.length()) {
      throw new IllegalArgumentException("regions must end with the text: " + regions);
    }
  }

  /** The spans of the shots, in order. */
  public List<Range> shots() {
    return spans(Region.Kind.SHOT);
  }

  /** The spans of one kind of region, in order. */
  public List<Range> spans(Region.Kind kind) {
    return regions.stream().filter(r -> r.kind() == kind).map(Region::chars).toList();
  }
}
