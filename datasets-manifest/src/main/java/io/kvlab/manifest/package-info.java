/**
 * What can be run, as data: {@link io.kvlab.manifest.Manifest} reads the bundled {@code
 * datasets.yaml} and {@code models.yaml} and those of a user, and gives {@link
 * io.kvlab.manifest.Dataset}s and {@link io.kvlab.manifest.ModelEntry}s. Nothing here reads a
 * dataset's rows or fetches anything; a mistake in a file is a {@link
 * io.kvlab.manifest.ManifestException} that names file, line and place.
 */
@NullMarked
package io.kvlab.manifest;

import org.jspecify.annotations.NullMarked;
