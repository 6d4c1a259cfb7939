package io.kvlab.notebooks;

/** Statements for tests: one that finishes in seconds, and one long enough to be stopped. */
final class Experiments {
  private Experiments() {}

  static String small() {
    return "compress snapkv, streamingllm ratio 0.3, 0.6 on gsm-mini with nano limit 4";
  }

  static String large() {
    return "compress snapkv, streamingllm, h2o ratio 0.1..0.9 step 0.1"
        + " on gsm-mini, needle-mini, code-mini with nano limit 200";
  }
}
