/**
 * A checkpoint in Hugging Face layout becomes an immutable {@link io.kvlab.model.Model}; what
 * changes while it reads and writes is a {@link io.kvlab.cache.KvCache}.
 *
 * <p>{@link io.kvlab.model.Model#prefill} reads a batch of prompts of any lengths and gathers the
 * {@link io.kvlab.model.evidence.Evidence} that policies ask for; {@link
 * io.kvlab.model.Model#prefillAfter} does the same behind a shared prefix that was read once.
 * {@link io.kvlab.cache.CacheAllocator#gather} makes branches: each {@code Source} names a cache,
 * one of its sequences, and what a {@link io.kvlab.cache.Selection} keeps of it. {@link
 * io.kvlab.model.Model#forward} appends tokens to a cache, compressed or not (the question under
 * {@code at question}, a draft to be verified, a continuation to be scored); {@link
 * io.kvlab.model.Model#forwardAll} returns the logits of every one of them, and {@link
 * io.kvlab.cache.KvCache#truncate} takes back what turned out wrong. {@link
 * io.kvlab.model.decode.Generator} answers batches greedily; {@link
 * io.kvlab.model.decode.DecodeBatch} is the continuous batch below it, which sequences enter and
 * leave at any step.
 *
 * <pre>{@code
 * try (Model model = Model.load(folder, ModelOptions.cpu());
 *     Prefill prefill = model.prefill(prompts, policy.evidence(), 0)) {
 *   Selection kept = policy.select(view, prefill.evidence().get(0), budget);
 *   List<Generation> answers =
 *       new Generator(model).decode(prompts, List.of(KvCache.Source.of(prefill.cache(), 0, kept)),
 *           prefill.logits().argmax(), stop, () -> false, (sequence, token) -> {});
 * }
 * }</pre>
 *
 * The forward pass itself is {@code decoder.py} beside the classes: TorchScript kept as source.
 */
@NullMarked
package io.kvlab.model;

import org.jspecify.annotations.NullMarked;
