/**
 * The eight mini suites: seeded generators of training documents and of test items.
 *
 * <p>Start at {@link io.kvlab.train.suite.Suites}: it lists the suites. A {@link
 * io.kvlab.train.suite.Suite} makes {@link io.kvlab.train.suite.Item}s for one {@link
 * io.kvlab.train.suite.Split} and training {@link io.kvlab.train.suite.Document}s. What may be
 * trained on is decided by a hash of the question, so that no test question occurs in training.
 */
@NullMarked
package io.kvlab.train.suite;

import org.jspecify.annotations.NullMarked;
