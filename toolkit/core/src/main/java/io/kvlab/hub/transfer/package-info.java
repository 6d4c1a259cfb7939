/** What transfers are told and tell: options and progress. */
@NullMarked
package io.kvlab.hub.transfer;

import org.jspecify.annotations.NullMarked;
