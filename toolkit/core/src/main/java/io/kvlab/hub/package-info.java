/**
 * Getting models and datasets: {@link io.kvlab.hub.ModelStore} and {@link io.kvlab.hub.DataStore}
 * find what is on this machine and fetch what is not, from the Hugging Face hub in its own cache
 * layout or from plain addresses. A fetched file is verified before anybody sees it; a snapshot
 * that lacks a file is never used.
 */
@NullMarked
package io.kvlab.hub;

import org.jspecify.annotations.NullMarked;
