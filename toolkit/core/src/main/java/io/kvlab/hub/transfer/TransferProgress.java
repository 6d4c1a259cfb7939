package io.kvlab.hub.transfer;

/** Told how far a transfer is; called from several threads at once. */
@FunctionalInterface
public interface TransferProgress {
  /**
   * Some bytes have arrived.
   *
   * @param file its name
   * @param done bytes that are here
   * @param total bytes of the whole file; -1 when the server does not say
   */
  void at(String file, long done, long total);

  /** Says nothing. */
  static TransferProgress silent() {
    return (file, done, total) -> {};
  }
}
