/** The one door into DJL's package-private native library that training needs. */
@NullMarked
package ai.djl.pytorch.jni;

import org.jspecify.annotations.NullMarked;
