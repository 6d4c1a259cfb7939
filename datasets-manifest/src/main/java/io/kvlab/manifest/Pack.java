package io.kvlab.manifest;

/**
 * Several rows asked in one prompt (LongGenBench).
 *
 * @param size rows per prompt
 * @param prompts how many prompts are made at most
 * @param item the template of one row; {@code {number}} counts from {@code first}
 * @param first the number of the first row of every prompt
 */
public record Pack(int size, int prompts, String item, int first) {}
