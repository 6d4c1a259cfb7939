package io.kvlab.engine;

import ai.djl.Device;

/**
 * How much a device computes at once. A pass over few rows waits for weights to be read, or for
 * kernels to be started, and more rows cost nothing; beyond these numbers it is bound by
 * arithmetic, and more rows gain nothing.
 *
 * @param prompts sequences read or decoded in one batch; an interrupt waits for a batch
 * @param branches branches of shared caches in one pass
 * @param verified up to so many branches a draft is checked in one pass before anything is decoded;
 *     more of them fill a decoding step by themselves, and checking only adds what is thrown away
 *     behind the first difference
 * @param block bytes of the attention weights that a prefill with evidence computes at once, as in
 *     {@code decoder.py}
 */
record DeviceLimits(int prompts, int branches, int verified, long block) {
  private static final DeviceLimits CPU = new DeviceLimits(16, 512, 64, 16L << 20);
  private static final DeviceLimits GPU = new DeviceLimits(64, 2048, 4096, 256L << 20);

  static DeviceLimits of(Device device) {
    return device.isGpu() ? GPU : CPU;
  }
}
