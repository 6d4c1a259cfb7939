package io.kvlab.manifest;

import java.util.List;

/**
 * A named part of a dataset: the rows of its files, one after another.
 *
 * @param columns names of the columns of a CSV file without a header line; empty when it has one
 */
public record Split(String name, Format format, List<String> columns, List<DataFile> files) {
  /** How the rows are written. */
  public enum Format {
    JSON,
    JSONL,
    CSV,
    PARQUET
  }

  public Split {
    columns = List.copyOf(columns);
    files = List.copyOf(files);
  }
}
