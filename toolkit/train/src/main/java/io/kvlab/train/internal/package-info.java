/** How the trainer works inside: tokenizer, weights, TorchScript programs, batches, checkpoints. */
@NullMarked
package io.kvlab.train.internal;

import org.jspecify.annotations.NullMarked;
