package io.kvlab.template;

/**
 * A text among the variables that is followed through the rendering: {@link Rendering#pieces} says
 * where its characters came to stand.
 *
 * @param id the caller's number for it
 */
public record Marked(int id, String text) {}
