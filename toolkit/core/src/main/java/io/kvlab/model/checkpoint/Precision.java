package io.kvlab.model.checkpoint;

/**
 * In which format weights are held. On a GPU it is also the format that is computed in; on a CPU
 * everything is computed in float32, and narrower weights are widened as they are used.
 */
public enum Precision {
  /**
   * CPU: float32 where memory allows, otherwise as stored. GPU: as stored, small models float32.
   */
  AUTO,
  FLOAT32,
  FLOAT16,
  BFLOAT16
}
