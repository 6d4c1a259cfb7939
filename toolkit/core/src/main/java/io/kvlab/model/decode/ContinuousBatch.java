package io.kvlab.model.decode;

import java.util.List;

/**
 * Sequences that are decoded together, each entering and leaving at any step.
 *
 * @param <T> what the caller knows a sequence by
 */
public interface ContinuousBatch<T> extends AutoCloseable {
  /** A finished sequence. */
  record Finished<T>(T tag, Generation generation) {}

  /** Sequences still decoding or waiting to. */
  int size();

  /** One decoding step for every sequence; returns those that it finished. */
  List<Finished<T>> step();

  @Override
  void close();
}
