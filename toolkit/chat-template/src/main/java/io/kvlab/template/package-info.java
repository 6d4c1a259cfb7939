/**
 * Chat templates: the Jinja of model files, rendered to the character as Python's transformers
 * renders it. {@link io.kvlab.template.ChatTemplate} reads a template and renders it with variables
 * made of plain Java values; {@link io.kvlab.template.Marked} texts are followed through the
 * rendering. A template is untrusted: it reaches values only, and its {@link
 * io.kvlab.template.Limits} bound time and memory. The other packages are the inside: {@code
 * syntax} reads, {@code value} is Python's data model, {@code run} evaluates, {@code builtin} holds
 * filters, tests, functions and methods.
 */
@NullMarked
package io.kvlab.template;

import org.jspecify.annotations.NullMarked;
