/**
 * A grid held against the study that kvlab reproduces (Liu et al., arXiv 2502.01941): its published
 * scores, and its six observations, each tested. {@link io.kvlab.paper.PaperReport} is the entry.
 */
@NullMarked
package io.kvlab.paper;

import org.jspecify.annotations.NullMarked;
