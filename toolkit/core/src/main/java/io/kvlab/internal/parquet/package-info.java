/**
 * Writes flat tables as Apache Parquet. The format's own Java writer brings Hadoop with it; a table
 * without nesting needs a few hundred lines. {@link io.kvlab.internal.parquet.ParquetWriter} is the
 * entry.
 */
@NullMarked
package io.kvlab.internal.parquet;

import org.jspecify.annotations.NullMarked;
