package io.kvlab.manifest;

import java.util.List;
import java.util.Optional;

/**
 * A named part of a dataset: the rows of its files, one after another.
 *
 * @param columns names of the columns of a CSV file without a header line; empty when it has one
 * @param record for texts: a regular expression whose named groups are the columns of a row
 * @param sha256 for several files: of the lines {@code sha256 path} of all, each ended by a
 *     newline, in order
 */
public record Split(
    String name,
    Format format,
    List<String> columns,
    Optional<String> record,
    List<DataFile> files,
    Optional<String> sha256) {
  /** How the rows are written. */
  public enum Format {
    /** A list of objects. */
    JSON,
    /** One object a line. */
    JSONL,
    /** Comma-separated values, RFC 4180. */
    CSV,
    PARQUET,
    /** Rows are what {@code record} matches in a text. */
    TEXT,
    /** An object whose members are such texts; {@code @key} is a member's name. */
    TEXTS
  }

  public Split {
    columns = List.copyOf(columns);
    files = List.copyOf(files);
  }
}
