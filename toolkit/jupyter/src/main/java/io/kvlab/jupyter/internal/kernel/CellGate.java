package io.kvlab.jupyter.internal.kernel;

/** The output of a cell until it is answered for: what comes later would belong to no cell. */
final class CellGate implements CellOutput {
  private final CellOutput output;
  private boolean open = true;

  CellGate(CellOutput output) {
    this.output = output;
  }

  synchronized void close() {
    open = false;
  }

  @Override
  public synchronized void stream(String name, String text) {
    if (open) {
      output.stream(name, text);
    }
  }

  @Override
  public synchronized void display(MimeBundle bundle) {
    if (open) {
      output.display(bundle);
    }
  }

  @Override
  public synchronized void display(MimeBundle bundle, String displayId) {
    if (open) {
      output.display(bundle, displayId);
    }
  }

  @Override
  public synchronized void update(MimeBundle bundle, String displayId) {
    if (open) {
      output.update(bundle, displayId);
    }
  }

  @Override
  public synchronized void result(MimeBundle bundle) {
    if (open) {
      output.result(bundle);
    }
  }

  /** Waits for a person: nothing may be held meanwhile. */
  @Override
  public String ask(String prompt) {
    return output.ask(prompt);
  }
}
