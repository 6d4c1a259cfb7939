package io.kvlab.manifest;

import java.util.List;

/**
 * How a list of options is written.
 *
 * @param labels of the options, in order; empty: options without labels, as many as there are
 * @param line the template of one option, of {@code {label}} and {@code {text}}
 * @param join what stands between options
 */
public record Choices(List<String> labels, String line, String join) {
  public Choices {
    labels = List.copyOf(labels);
  }
}
