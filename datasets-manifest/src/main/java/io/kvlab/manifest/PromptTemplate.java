package io.kvlab.manifest;

import java.util.Optional;

/**
 * The parts of a prompt, each a template in which {@code {name}} stands for a field or a column;
 * {@code {{} and {@code }}} are braces. A prompt reads
 *
 * <pre>system instruction context (shot separator)* question</pre>
 *
 * where a shot is {@code question} and {@code answer} of another row.
 *
 * @param system the system message; without a chat format it stands in front, followed by the
 *     separator
 * @param instruction what precedes the shots
 * @param context a document that the question is about
 * @param question the question, up to where the model is to go on
 * @param answer what follows a shot's question
 * @param separator what ends every shot
 */
public record PromptTemplate(
    Optional<String> system,
    Optional<String> instruction,
    Optional<String> context,
    String question,
    Optional<String> answer,
    String separator) {}
