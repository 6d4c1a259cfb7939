package io.kvlab.notebooks;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Statements for tests: small ones that finish in seconds, and one long enough to be stopped. */
final class Experiments {
  private Experiments() {}

  static String small() {
    return "compress snapkv, streamingllm ratio 0.3, 0.6 " + task() + " windows 2";
  }

  static String large() {
    return "compress snapkv, streamingllm, h2o ratio 0.1..0.9 step 0.1 " + task() + " windows 20";
  }

  private static String task() {
    Path shared = Path.of(System.getProperty("kvlab.shared", "none")).normalize();
    Path text = shared.resolve("data/essays/addiction.txt");
    Path model = shared.resolve("models/stories260k");
    assumeTrue(
        Files.exists(text) && Files.exists(model),
        "skipped: the folder ../shared with its models is not here");
    return "on \"" + text + "\" with \"" + model + "\" context 160 continuation 48";
  }
}
