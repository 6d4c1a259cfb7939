package io.kvlab.policy;

/**
 * How the scores of the query heads that share a KV head become one score per position, before any
 * pooling.
 */
public enum Group {
  MEAN,
  MAX,
  SUM
}
