/** Reading, checking and binding of the manifest's YAML. */
@NullMarked
package io.kvlab.manifest.internal;

import org.jspecify.annotations.NullMarked;
