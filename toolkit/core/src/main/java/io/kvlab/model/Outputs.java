package io.kvlab.model;

/** Which logits a pass computes. */
enum Outputs {
  NONE,
  LAST,
  ALL
}
