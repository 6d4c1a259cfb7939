/**
 * Parquet by Apache parquet-java: {@link io.kvlab.internal.parquet.ParquetFile} writes, and pages
 * compressed with gzip need no Hadoop codec.
 */
@NullMarked
package io.kvlab.internal.parquet;

import org.jspecify.annotations.NullMarked;
