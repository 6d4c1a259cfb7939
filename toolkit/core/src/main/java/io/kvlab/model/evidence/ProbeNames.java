package io.kvlab.model.evidence;

import java.util.Locale;

/** Names of Java as the scripts write them. */
final class ProbeNames {
  private ProbeNames() {}

  static String snakeCase(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
  }
}
