package io.kvlab.model.evidence;

/** The Euclidean norm of every key (after RoPE). */
public record KeyNorms() implements Probe {
  @Override
  public Scope scope() {
    return Scope.KV_HEAD;
  }
}
