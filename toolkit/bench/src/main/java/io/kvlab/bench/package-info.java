/**
 * Benchmarks that print what was measured beside a baseline or the machine's own limit, measured in
 * the same run: {@link io.kvlab.bench.EngineBench}, {@link io.kvlab.bench.ContextBench}, {@link
 * io.kvlab.bench.CompressBench}. Each returns a {@link io.kvlab.bench.BenchReport}.
 */
@NullMarked
package io.kvlab.bench;

import org.jspecify.annotations.NullMarked;
