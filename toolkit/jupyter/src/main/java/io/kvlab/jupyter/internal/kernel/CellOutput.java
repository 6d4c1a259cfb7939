package io.kvlab.jupyter.internal.kernel;

/** Where a running cell sends what it shows. Calls may come from several threads. */
public interface CellOutput {
  /**
   * @param name {@code stdout} or {@code stderr}
   */
  void stream(String name, String text);

  /** Shows {@code bundle} now. */
  void display(MimeBundle bundle);

  /** As {@link #display(MimeBundle)}, to be replaced later by {@link #update} with the same id. */
  void display(MimeBundle bundle, String displayId);

  void update(MimeBundle bundle, String displayId);

  /** The cell's value. */
  void result(MimeBundle bundle);

  /** A line typed by the user after {@code prompt}; fails where nobody can be asked. */
  String ask(String prompt);
}
