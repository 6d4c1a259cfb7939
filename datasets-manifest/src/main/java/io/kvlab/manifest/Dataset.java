package io.kvlab.manifest;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One entry of datasets.yaml: everything needed to make prompts of a dataset and to score answers.
 *
 * @param capability the ability that it measures, such as {@code arithmetic reasoning}
 * @param version of this entry: raised when prompts or scores change
 * @param revision of the source: a commit, a release, or {@code none}
 * @param splits by name; empty for a generated dataset
 * @param evaluate the name of the split whose rows are asked
 * @param id a template for a row's identity; empty: name and index
 * @param gold a template for the expected answer, or
 * @param golds a path to a list of accepted answers
 * @param stops texts that end a generation
 * @param maxTokens the most tokens to generate
 * @param generator for a generated dataset: its kind and parameters; empty map otherwise
 * @param declaredIn the file that the entry stands in; absolute for a user's own
 */
public record Dataset(
    String name,
    String title,
    String capability,
    String version,
    String licence,
    String citation,
    String source,
    String revision,
    SortedMap<String, Split> splits,
    String evaluate,
    Map<String, Field> fields,
    Optional<String> id,
    PromptTemplate prompt,
    Shots shots,
    Optional<String> gold,
    Optional<String> golds,
    Optional<Pack> pack,
    Judging scoring,
    List<String> stops,
    int maxTokens,
    Map<String, String> generator,
    String declaredIn) {
  public Dataset {
    fields = Map.copyOf(fields);
    stops = List.copyOf(stops);
    generator = Map.copyOf(generator);
  }

  /** The folder of the user's manifest that the entry stands in; empty for a bundled entry. */
  public Optional<Path> folder() {
    Path file = Path.of(declaredIn);
    return file.isAbsolute() ? Optional.ofNullable(file.getParent()) : Optional.empty();
  }
}
