package io.kvlab.model.evidence;

/** The cosine similarity of every key to the mean of the normalized keys. */
public record KeySimilarity() implements Probe {
  @Override
  public Scope scope() {
    return Scope.KV_HEAD;
  }
}
