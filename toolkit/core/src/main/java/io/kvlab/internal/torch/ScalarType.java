package io.kvlab.internal.torch;

/** Number formats of tensors, with the codes that TorchScript knows them by. */
public enum ScalarType {
  FLOAT16(5, 2, "float16"),
  FLOAT32(6, 4, "float32"),
  BFLOAT16(15, 2, "bfloat16");

  private final int code;
  private final int bytes;
  private final String label;

  ScalarType(int code, int bytes, String label) {
    this.code = code;
    this.bytes = bytes;
    this.label = label;
  }

  /** The code that scripts use. */
  public int code() {
    return code;
  }

  /** Bytes per value. */
  public int bytes() {
    return bytes;
  }

  @Override
  public String toString() {
    return label;
  }
}
