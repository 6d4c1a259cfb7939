package io.kvlab.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of kvlab, from its jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"kvlab " + Optional.ofNullable(version).orElse("(unpackaged)")};
  }
}
