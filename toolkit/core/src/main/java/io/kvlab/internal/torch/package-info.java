/**
 * Programs in TorchScript, kept as readable source and run through stock DJL: {@link
 * io.kvlab.internal.torch.TorchScript} loads one and calls its functions.
 */
@NullMarked
package io.kvlab.internal.torch;

import org.jspecify.annotations.NullMarked;
