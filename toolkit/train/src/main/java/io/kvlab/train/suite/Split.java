package io.kvlab.train.suite;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Which questions may be used for what; a question belongs to exactly one split. */
public enum Split {
  /** Questions that training documents and shots are made of: 80 %. */
  TRAIN,
  /** Questions that watch the training: 8 %. */
  DEV,
  /** Questions of the shipped test sets: 12 %. */
  TEST;

  /**
   * The split of a question, by a hash of what makes it that question.
   *
   * @param key the question's identity, without wording that does not matter
   */
  public static Split of(String key) {
    int percent = bucket(key, 100);
    return percent < 12 ? TEST : percent < 20 ? DEV : TRAIN;
  }

  /** A hash of {@code key} in {@code [0, buckets)}, the same on every machine. */
  static int bucket(String key, int buckets) {
    CRC32 crc = new CRC32();
    crc.update(key.getBytes(StandardCharsets.UTF_8));
    long mixed = crc.getValue() * 0x9E3779B97F4A7C15L;
    return (int) Long.remainderUnsigned(mixed >>> 17, buckets);
  }
}
