package io.kvlab.bench;

import ai.djl.Device;
import ai.djl.pytorch.jni.JniUtils;
import io.kvlab.cache.KvCache;
import io.kvlab.internal.torch.Libtorch;
import io.kvlab.model.Logits;
import io.kvlab.model.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Clocks and memory gauges of the benchmarks. */
final class Measuring {
  private Measuring() {}

  /** Facts that belong to every report. */
  static Map<String, Object> facts(Device device) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("device", device.toString());
    facts.put("libtorch", Libtorch.engine().getVersion());
    facts.put("threads", JniUtils.getNumThreads());
    facts.put("java", System.getProperty("java.version"));
    return facts;
  }

  /** The device that a setting means here. */
  static Device device(String setting) {
    boolean gpu = !setting.equals("cpu") && Libtorch.engine().getGpuCount() > 0;
    return gpu ? Device.gpu() : Device.cpu();
  }

  static int[] prompt(Model model, int length, long seed) {
    return new Random(seed).ints(length, 0, model.config().vocabulary()).toArray();
  }

  static List<int[]> prompts(Model model, int batch, int length) {
    List<int[]> prompts = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      prompts.add(prompt(model, length, i));
    }
    return prompts;
  }

  /** Seconds that {@code work} takes; work ends with reading a number from the device. */
  static double seconds(Runnable work) {
    long started = System.nanoTime();
    work.run();
    return (System.nanoTime() - started) / 1e9;
  }

  /** Seconds per greedy decoding step of a whole batch. */
  static double decodeStep(Model model, KvCache cache, int steps) {
    int[] tokens = new int[cache.batch()];
    tokens = step(model, cache, tokens);
    long started = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      tokens = step(model, cache, tokens);
    }
    return (System.nanoTime() - started) / 1e9 / steps;
  }

  private static int[] step(Model model, KvCache cache, int[] tokens) {
    List<int[]> each = new ArrayList<>();
    for (int token : tokens) {
      each.add(new int[] {token});
    }
    try (Logits logits = model.forward(cache, each)) {
      int[][] best = logits.argmax();
      int[] next = new int[best.length];
      for (int i = 0; i < next.length; i++) {
        next[i] = best[i][0];
      }
      return next;
    }
  }
}
