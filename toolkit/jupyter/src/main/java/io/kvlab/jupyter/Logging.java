package io.kvlab.jupyter;

/** Libraries log warnings only; the Kotlin kernel's own configuration prints every message. */
final class Logging {
  private Logging() {}

  /** Has to come before anything logs. */
  static void configure() {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "io/kvlab/jupyter/logging.xml");
    }
  }
}
