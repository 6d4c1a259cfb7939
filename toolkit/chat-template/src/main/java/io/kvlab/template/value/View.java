package io.kvlab.template.value;

import java.util.List;

/** What a dict's items(), keys() and values() give: it can be walked, not indexed. */
public record View(String type, List<Value> elements) implements Sequence {
  @Override
  public boolean indexed() {
    return false;
  }

  @Override
  public Sequence like(List<Value> other) {
    return new ListValue(other);
  }
}
