package io.kvlab.template.run;

import io.kvlab.template.value.HostObject;

/** {@code self}: there, but its blocks cannot be called by name. */
final class TemplateReference implements HostObject {
  @Override
  public String type() {
    return "TemplateReference";
  }
}
