package io.kvlab.internal.parquet;

/**
 * A column of a Parquet file; every value may be missing.
 *
 * @param name as readers see it
 * @param type what its values are
 */
public record ParquetColumn(String name, Type type) {

  /** What a column holds. */
  public enum Type {
    /** A String. */
    STRING,
    /** A Long. */
    LONG,
    /** A Double. */
    DOUBLE,
    /** A list of Long. */
    LONGS,
    /** A list of Double. */
    DOUBLES
  }
}
