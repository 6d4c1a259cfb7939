package io.kvlab.manifest;

import java.util.Optional;

/**
 * Several rows asked in one prompt (LongGenBench). In its templates {@code {number}} counts the
 * questions of a prompt: those of the shots from 1, those asked from {@code first}.
 *
 * @param size rows per prompt
 * @param prompts how many prompts are made at most
 * @param by a field whose value must be the same for all rows of a prompt; with it, one prompt is
 *     made of each value's first rows
 * @param first the number of the first row asked
 * @param item one row asked; all items together are {@code {items}} in the question's template
 * @param shotQuestion one shot's question: all shots' questions come before all shots' answers
 * @param shotAnswer one shot's answer
 */
public record Pack(
    int size,
    int prompts,
    Optional<String> by,
    int first,
    String item,
    Optional<String> shotQuestion,
    Optional<String> shotAnswer) {}
